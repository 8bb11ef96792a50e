package dev.potluck.eviction;

import dev.potluck.api.CachedObject;
import dev.potluck.api.EvictionPolicy;

import org.pf4j.Extension;

import java.time.Instant;

/**
 * GreedyDual-Size-Frequency: what was served seldom for its size goes first. It keeps many small
 * files, for the most hits.
 *
 * <p>L. Cherkasova: Improving WWW Proxies Performance with Greedy-Dual-Size-Frequency Caching
 * Policy. HP Laboratories, HPL-98-69, 1998: H = L + F * C / S with C = 1.
 */
@Extension
public final class Gdsf implements EvictionPolicy {
    /** The unit of sizes; it only keeps the numbers near 1. */
    private static final double MEBIBYTE = 1 << 20;

    private final GreedyDual objects = new GreedyDual(Gdsf::weight);

    private static double weight(CachedObject object) {
        double frequency = 1.0 + object.accessCount();
        return frequency * MEBIBYTE / Math.max(1, object.sizeBytes());
    }

    @Override
    public String name() {
        return "gdsf";
    }

    @Override
    public double retentionValue(CachedObject object, Instant now) {
        return objects.value(object);
    }

    @Override
    public void recordAccess(CachedObject object, Instant now) {
        objects.used(object);
    }

    @Override
    public void recordEviction(CachedObject object, Instant now) {
        objects.evicted(object);
    }
}
