package dev.potluck.cache;

import dev.potluck.api.CachedObject;
import dev.potluck.api.ContentHash;
import dev.potluck.api.EvictionPolicy;
import dev.potluck.api.PackageId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps the cache below its quota: when it is over the high-water mark, the objects that a policy
 * holds least worth keeping go, until it is below the low-water mark. What is being read goes on
 * being read.
 */
public final class Sweeper {
    private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

    private static final double LOW_WATER = 0.9;

    private final BlobCache cache;
    private final EvictionPolicy policy;
    private final InstantSource clock;
    private final long quotaBytes;

    public Sweeper(BlobCache cache, EvictionPolicy policy, InstantSource clock, long quotaBytes) {
        this.cache = cache;
        this.policy = policy;
        this.clock = clock;
        this.quotaBytes = quotaBytes;
    }

    private record Judged(StoredObject object, double value) {}

    /**
     * Removes what has to go. Blocking.
     *
     * @param kept never goes: what the adopted snapshots consist of, by whatever algorithm they are
     *     listed
     * @return how many bytes were freed
     */
    public long sweep(Set<ContentHash> kept) throws IOException {
        long usedBytes = cache.size().bytes();
        if (usedBytes <= quotaBytes) {
            return 0;
        }
        long toFreeBytes = usedBytes - (long) (quotaBytes * LOW_WATER);
        long freedBytes = 0;
        int removed = 0;
        for (Judged least : judged(stored(kept))) {
            if (freedBytes >= toFreeBytes) {
                break;
            }
            cache.remove(least.object().sha256());
            policy.recordEviction(new View(least.object()), clock.instant());
            freedBytes += least.object().sizeBytes();
            removed++;
        }
        log.info("the cache was full: {} files went, {} bytes", removed, freedBytes);
        return freedBytes;
    }

    /** Objects are named by their SHA-256, indexes often by SHA-512 or less. */
    private Set<ContentHash> stored(Set<ContentHash> hashes) {
        return hashes.stream()
                .flatMap(hash -> cache.find(hash).stream())
                .map(StoredObject::sha256)
                .collect(Collectors.toSet());
    }

    private List<Judged> judged(Set<ContentHash> kept) {
        Instant now = clock.instant();
        List<Judged> judged = new ArrayList<>();
        cache.forEach(object -> {
            if (!kept.contains(object.sha256())) {
                judged.add(new Judged(object, value(object, now)));
            }
            return true;
        });
        judged.sort(Comparator.comparingDouble(Judged::value));
        return judged;
    }

    /** A policy that does not know is taken to want the object kept. */
    private double value(StoredObject object, Instant now) {
        double value = policy.retentionValue(new View(object), now);
        return Double.isNaN(value) ? Double.MAX_VALUE : value;
    }

    /** An object as a policy sees it. */
    private record View(StoredObject object) implements CachedObject {
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
            return object.listed() ? Optional.empty() : Optional.of(storedAt());
        }

        @Override
        public int peerCount() {
            return 0;
        }

        @Override
        public Optional<PackageId> packageId() {
            return object.packageId();
        }
    }
}
