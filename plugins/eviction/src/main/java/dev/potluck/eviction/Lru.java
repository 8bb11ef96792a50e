package dev.potluck.eviction;

import dev.potluck.api.CachedObject;
import dev.potluck.api.EvictionPolicy;

import org.pf4j.Extension;

import java.time.Instant;

/**
 * What was not served for the longest time goes first.
 *
 * <p>R. L. Mattson, J. Gecsei, D. R. Slutz, I. L. Traiger: Evaluation Techniques for Storage
 * Hierarchies. IBM Systems Journal 9 (2), 1970.
 */
@Extension
public final class Lru implements EvictionPolicy {
    @Override
    public String name() {
        return "lru";
    }

    @Override
    public double retentionValue(CachedObject object, Instant now) {
        return object.lastAccess().toEpochMilli();
    }
}
