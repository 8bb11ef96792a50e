package dev.potluck.cache;

import dev.potluck.api.ContentHash;
import dev.potluck.hashdb.HashDb;
import dev.potluck.hashdb.Table;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Counts accesses in memory and writes them to the database in one transaction, now and then. */
final class AccessLog {
    /** Accesses of further objects go uncounted until the next flush. */
    private static final int MAX_PENDING_OBJECTS = 100_000;

    private final HashDb db;
    private final LongSupplier clockMs;
    private Map<ContentHash, Integer> pending = new LinkedHashMap<>();

    private volatile Consumer<Map<ContentHash, Integer>> listener = counted -> {};

    AccessLog(HashDb db, LongSupplier clockMs) {
        this.db = db;
        this.clockMs = clockMs;
    }

    synchronized void record(ContentHash sha256) {
        if (pending.size() < MAX_PENDING_OBJECTS || pending.containsKey(sha256)) {
            pending.merge(sha256, 1, Integer::sum);
        }
    }

    void onFlush(Consumer<Map<ContentHash, Integer>> newListener) {
        listener = newListener;
    }

    CompletableFuture<Boolean> flush() {
        Map<ContentHash, Integer> counted;
        synchronized (this) {
            counted = pending;
            pending = new LinkedHashMap<>();
        }
        if (counted.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        listener.accept(counted);
        long nowMs = clockMs.getAsLong();
        return db.write(view -> counted.forEach((sha256, times) -> {
            byte[] key = sha256.digest();
            view.get(Table.OBJECTS, key)
                    .ifPresent(value -> view.put(
                            Table.OBJECTS,
                            key,
                            StoredObject.decode(key, value)
                                    .accessed(times, nowMs)
                                    .encode()));
        }));
    }
}
