package dev.potluck.cache;

import dev.potluck.api.CachedObject;
import dev.potluck.api.ContentHash;
import dev.potluck.api.PackageId;

import java.time.Instant;
import java.util.Optional;

/**
 * An object as a policy sees it.
 *
 * @param unlistedSinceMs ms since 1970; {@link ObjectMarks#LISTED} while an index lists it
 * @param peerCount how many peers were seen to hold it
 */
record JudgedObject(StoredObject object, long unlistedSinceMs, int peerCount)
        implements CachedObject {
    @Override
    public ContentHash hash() {
        return object.sha256();
    }

    @Override
    public long sizeBytes() {
        return object.sizeBytes();
    }

    @Override
    public Instant storedAt() {
        return Instant.ofEpochMilli(object.storedAtMs());
    }

    @Override
    public Instant lastAccess() {
        return Instant.ofEpochMilli(object.lastAccessMs());
    }

    @Override
    public long accessCount() {
        return object.accessCount();
    }

    @Override
    public Optional<Instant> unlistedSince() {
        return unlistedSinceMs == ObjectMarks.LISTED
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(unlistedSinceMs));
    }

    @Override
    public Optional<PackageId> packageId() {
        return object.packageId();
    }
}
