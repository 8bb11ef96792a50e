package dev.potluck.eviction;

import dev.potluck.api.CachedObject;
import dev.potluck.api.EvictionPolicy;

import org.pf4j.Extension;

import java.time.Duration;
import java.time.Instant;

/**
 * What nobody asked for during 30 days goes even when there is room; when there is none, what was
 * not asked for the longest goes first. What a current index lists stays for three times as long,
 * as expiry by age alone deletes what is needed. The next of kin is apt-cacher-ng's
 * {@code ExThreshold}, the days until a file that no index refers to goes; there a listed file
 * never does.
 */
@Extension
public final class MaxAge implements EvictionPolicy {
    static final Duration MAX_UNUSED = Duration.ofDays(30);
    static final Duration MAX_UNUSED_LISTED = MAX_UNUSED.multipliedBy(3);

    @Override
    public String name() {
        return "max-age";
    }

    @Override
    public double retentionValue(CachedObject object, Instant now) {
        return object.lastAccess().toEpochMilli();
    }

    /** A clock that jumped back makes nothing old: the time unused is then less than nothing. */
    @Override
    public boolean isStale(CachedObject object, Instant now) {
        Duration most = object.unlistedSince().isPresent() ? MAX_UNUSED : MAX_UNUSED_LISTED;
        return Duration.between(object.lastAccess(), now).compareTo(most) > 0;
    }
}
