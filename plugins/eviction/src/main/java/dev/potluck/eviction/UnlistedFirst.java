package dev.potluck.eviction;

import dev.potluck.api.CachedObject;
import dev.potluck.api.EvictionPolicy;

import org.pf4j.Extension;

import java.time.Instant;

/**
 * The default. What no current index lists any more goes first, as no client will ask for it; then
 * what {@link GreedyDual Greedy-Dual}-Size-Frequency holds least worth keeping.
 *
 * <p>L. Cherkasova: Improving WWW Proxies Performance with Greedy-Dual-Size-Frequency Caching
 * Policy. HP Laboratories, HPL-98-69, 1998: H = L + F * C / S. Where we differ: the cost C of a
 * miss is the file's size S, as a miss costs its transfer (her GDSF with C = 2 + S / 536 packets is
 * nearly that), so H = L + F and the most bytes are served, not the most files; and F counts the
 * uses of all versions of the package, lately, not of this file alone ({@link PackageHistory}).
 */
@Extension
public final class UnlistedFirst implements EvictionPolicy {
    private final PackageHistory history = new PackageHistory();
    private final GreedyDual objects = new GreedyDual(this::frequency);
    private long nowMs;

    private double frequency(CachedObject object) {
        return 1 + history.uses(object, nowMs);
    }

    @Override
    public String name() {
        return "unlisted-first";
    }

    /** From -1 to 0 for what is unlisted, above that for what is listed. */
    @Override
    public double retentionValue(CachedObject object, Instant now) {
        nowMs = now.toEpochMilli();
        noteFirstSight(object);
        double value = objects.value(object);
        return object.unlistedSince().isPresent() ? -1 / (1 + value) : value;
    }

    @Override
    public void recordAccess(CachedObject object, Instant now) {
        nowMs = now.toEpochMilli();
        if (!noteFirstSight(object)) {
            history.note(object, 1, nowMs);
        }
        objects.used(object);
    }

    /** The fetch that stored it was a use too; after a restart its count is what is left. */
    private boolean noteFirstSight(CachedObject object) {
        if (objects.knows(object)) {
            return false;
        }
        history.note(object, 1.0 + object.accessCount(), nowMs);
        return true;
    }

    @Override
    public void recordEviction(CachedObject object, Instant now) {
        nowMs = now.toEpochMilli();
        if (object.unlistedSince().isPresent()) {
            objects.dropped(object);
        } else {
            objects.evicted(object);
        }
    }
}
