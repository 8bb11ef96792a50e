package dev.potluck.cache;

import dev.potluck.api.CachedObject;
import dev.potluck.api.EvictionPolicy;

import java.time.Instant;

/**
 * The policy of a node without another: the object that was not served for the longest time goes.
 */
public final class LeastRecentlyUsed implements EvictionPolicy {
    @Override
    public String name() {
        return "lru";
    }

    @Override
    public double retentionValue(CachedObject object, Instant now) {
        return object.lastAccess().toEpochMilli();
    }
}
