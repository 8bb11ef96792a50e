package dev.potluck.api;

import org.pf4j.ExtensionPoint;

import java.time.Instant;

/**
 * Judges which cached objects go first. The runtime feeds it, deletes, and protects what is being
 * served; a policy that throws or answers {@code NaN} is passed over for that object.
 *
 * <p>Called from one thread at a time.
 */
public interface EvictionPolicy extends ExtensionPoint {
    /** The name in settings and status, such as {@code unlisted-first}. */
    String name();

    /** The worth of keeping the object: the lowest goes first when the cache is over its quota. */
    double retentionValue(CachedObject object, Instant now);

    /** Whether the object goes even when there is room. */
    default boolean isStale(CachedObject object, Instant now) {
        return false;
    }

    /** Told after each time the object was served. */
    default void recordAccess(CachedObject object, Instant now) {}

    /** Told after the object was deleted. */
    default void recordEviction(CachedObject object, Instant now) {}
}
