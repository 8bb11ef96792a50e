package dev.potluck.eviction.sim;

import dev.potluck.api.CachedObject;
import dev.potluck.api.ContentHash;
import dev.potluck.api.PackageId;
import dev.potluck.eviction.sim.Trace.TracedFile;

import java.time.Instant;
import java.util.Optional;

/** A file in a simulated cache. */
final class SimulatedObject implements CachedObject {
    private final TracedFile file;
    private final Instant storedAt;
    private Instant lastAccess;
    private Instant now;
    private long accessCount;

    SimulatedObject(TracedFile file, Instant now) {
        this.file = file;
        this.storedAt = now;
        this.lastAccess = now;
        this.now = now;
    }

    void accessed(Instant at) {
        now = at;
        lastAccess = at;
        accessCount++;
    }

    SimulatedObject seenAt(Instant at) {
        now = at;
        return this;
    }

    @Override
    public ContentHash hash() {
        return file.hash();
    }

    @Override
    public long sizeBytes() {
        return file.sizeBytes();
    }

    @Override
    public Instant storedAt() {
        return storedAt;
    }

    @Override
    public Instant lastAccess() {
        return lastAccess;
    }

    @Override
    public long accessCount() {
        return accessCount;
    }

    @Override
    public Optional<Instant> unlistedSince() {
        return file.unlistedAtMs() <= now.toEpochMilli()
                ? Optional.of(Instant.ofEpochMilli(file.unlistedAtMs()))
                : Optional.empty();
    }

    @Override
    public int peerCount() {
        return file.peers();
    }

    @Override
    public Optional<PackageId> packageId() {
        return file.packageId();
    }
}
