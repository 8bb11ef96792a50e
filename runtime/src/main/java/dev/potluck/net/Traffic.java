package dev.potluck.net;

import java.util.concurrent.atomic.LongAdder;

/**
 * Where the bytes of bodies came from and went to since the node started. Any thread may add.
 *
 * <p>{@code fromCache + fromPeers + fromMirror} may differ from {@code served}: one fetch can serve
 * many clients, and a fetch that nobody wants any more may be finished for the cache.
 */
public final class Traffic {
    /** The counters at one moment, all in bytes. */
    public record Totals(
            long servedBytes,
            long fromCacheBytes,
            long fromPeersBytes,
            long fromMirrorBytes,
            long uploadedBytes,
            long wastedBytes) {}

    private final LongAdder served = new LongAdder();
    private final LongAdder fromCache = new LongAdder();
    private final LongAdder fromPeers = new LongAdder();
    private final LongAdder fromMirror = new LongAdder();
    private final LongAdder uploaded = new LongAdder();
    private final LongAdder wasted = new LongAdder();

    /** Bytes of a body handed to a client, wherever they came from. */
    public void addServed(long bytes) {
        served.add(bytes);
    }

    /** Bytes handed to a client that needed no network: they were complete in the cache. */
    public void addFromCache(long bytes) {
        fromCache.add(bytes);
    }

    /** Bytes received from peers, verified or not. */
    public void addFromPeers(long bytes) {
        fromPeers.add(bytes);
    }

    /** Bytes received from mirrors. */
    public void addFromMirror(long bytes) {
        fromMirror.add(bytes);
    }

    /** Bytes sent to peers. */
    public void addUploaded(long bytes) {
        uploaded.add(bytes);
    }

    /** Bytes received and thrown away: a wrong hash, or twice the same. */
    public void addWasted(long bytes) {
        wasted.add(bytes);
    }

    /** All counters now. */
    public Totals totals() {
        return new Totals(
                served.sum(),
                fromCache.sum(),
                fromPeers.sum(),
                fromMirror.sum(),
                uploaded.sum(),
                wasted.sum());
    }
}
