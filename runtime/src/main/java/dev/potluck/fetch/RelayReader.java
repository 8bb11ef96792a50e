package dev.potluck.fetch;

import java.nio.channels.FileChannel;
import java.util.Optional;

/** One reader of a {@link Relay}: while it is open, the fetch is wanted. */
public final class RelayReader implements AutoCloseable {
    private final Relay relay;
    private Runnable onProgress = () -> {};

    RelayReader(Relay relay) {
        this.relay = relay;
    }

    /** The file under way; read at explicit positions, below {@link #releasedBytes}. */
    public FileChannel file() {
        return relay.file();
    }

    /** How many of the first bytes may be read. */
    public long releasedBytes() {
        return relay.releasedBytes();
    }

    /** Whether nothing more will be released: all is there, or the fetch failed. */
    public boolean hasEnded() {
        return relay.hasEnded();
    }

    /** Why the fetch failed, if it did. */
    public Optional<Throwable> failure() {
        return relay.failure();
    }

    /** Called whenever more was released, and at the end. */
    public void onProgress(Runnable callback) {
        onProgress = callback;
    }

    void progressed() {
        onProgress.run();
    }

    @Override
    public void close() {
        onProgress = () -> {};
        relay.leave(this);
    }
}
