package dev.potluck.cache;

import dev.potluck.hashdb.HashDb;
import dev.potluck.hashdb.Table;

/**
 * How much is cached.
 *
 * @param objects number of blobs
 * @param bytes sum of their lengths
 */
public record CacheSize(long objects, long bytes) {
    static CacheSize of(HashDb db) {
        long[] totals = new long[2];
        return db.read(view -> {
            view.scan(Table.OBJECTS, new byte[0], (key, value) -> {
                totals[0]++;
                totals[1] += StoredObject.sizeBytes(value);
                return true;
            });
            return new CacheSize(totals[0], totals[1]);
        });
    }
}
