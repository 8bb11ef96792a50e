package dev.potluck.cache;

import java.util.List;
import java.util.Optional;

/**
 * What has to go, in this order.
 *
 * @param usedBytes what is cached before
 */
public record SweepPlan(long usedBytes, List<Removal> removals) {
    /** Why an object goes. */
    public enum Reason {
        /** The policy holds it too old, even when there is room. */
        STALE,
        /** The cache is full, and no current index lists it. */
        UNLISTED,
        /** The cache is full, and it is worth least of what is listed. */
        LEAST_WORTH,
        /** The cache is full of what is listed and was used in the last days. */
        NOTHING_ELSE_LEFT
    }

    /**
     * An object that goes, and why.
     *
     * @param object with the size that it takes
     * @param delta what stands in for it, if it is not there whole
     */
    public record Removal(StoredObject object, Reason reason, Optional<StoredDelta> delta) {}

    /** What the removals free. */
    public long freedBytes() {
        return removals.stream().mapToLong(one -> one.object().sizeBytes()).sum();
    }
}
