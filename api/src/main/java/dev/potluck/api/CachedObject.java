package dev.potluck.api;

import java.time.Instant;
import java.util.Optional;

/** What an {@link EvictionPolicy} sees of one object in the cache. */
public interface CachedObject {
    ContentHash hash();

    long sizeBytes();

    Instant storedAt();

    /** When it was last served; {@link #storedAt} if it never was. */
    Instant lastAccess();

    long accessCount();

    /** Since when no adopted index lists it; empty while one does. */
    Optional<Instant> unlistedSince();

    /** How many peers are known to hold it. */
    int peerCount();

    Optional<PackageId> packageId();
}
