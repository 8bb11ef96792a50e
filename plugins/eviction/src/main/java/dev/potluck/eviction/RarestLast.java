package dev.potluck.eviction;

import dev.potluck.api.CachedObject;
import dev.potluck.api.EvictionPolicy;

import org.pf4j.Extension;

import java.time.Instant;

/**
 * What many peers hold goes first, as it can be had from them again; of equals, what was not served
 * for the longest time.
 *
 * <p>It is B. Cohen's "rarest first" (Incentives Build Robustness in BitTorrent, 2003) turned
 * round: what is fetched first there is what is kept longest here. A file whose peers nobody looked
 * for counts as held by nobody else, and stays.
 */
@Extension
public final class RarestLast implements EvictionPolicy {
    /** More copies than this are as good as this many. */
    private static final int MAX_PEERS = 64;

    @Override
    public String name() {
        return "rarest-last";
    }

    /** Later than any time of access, ms since 1970. */
    private static final double FAR_MS = 1L << 43;

    /** Of form -peers + (0..1): the time decides among those with equally many. */
    @Override
    public double retentionValue(CachedObject object, Instant now) {
        int peers = Math.min(MAX_PEERS, Math.max(0, object.peerCount()));
        double lastAccessMs = object.lastAccess().toEpochMilli();
        return -peers + Math.max(0, Math.min(1, lastAccessMs / FAR_MS));
    }
}
