package dev.potluck.cache;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.hashdb.HashDb;
import dev.potluck.hashdb.ReadTransaction;
import dev.potluck.hashdb.Table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is noted of objects beside their records, under their SHA-256. Value of {@code Table.PINS}:
 * since when, i64, ms since 1970. Value of {@code Table.UNLISTED}: since when no adopted index
 * lists it, i64, ms since 1970; -1 while one does.
 */
public final class ObjectMarks {
    /** In the place of a time: an adopted index lists the object. */
    public static final long LISTED = -1;

    private static final byte[] ALL = {};

    private final HashDb db;

    public ObjectMarks(HashDb db) {
        this.db = db;
    }

    /** From now on these objects never go by themselves. Blocking. */
    public void pin(Collection<ContentHash> objects, long nowMs) throws IOException {
        db.writeNow(view ->
                objects.forEach(sha256 -> view.put(Table.PINS, sha256.digest(), bytes(nowMs))));
    }

    /** From now on these objects may go again. Blocking. */
    public void unpin(Collection<ContentHash> objects) throws IOException {
        db.writeNow(view -> objects.forEach(sha256 -> view.delete(Table.PINS, sha256.digest())));
    }

    /** The objects that never go. */
    public Set<ContentHash> pinned() {
        return new HashSet<>(read(Table.PINS).keySet());
    }

    /** Since when objects are listed by no index, as far as that is noted. */
    public Map<ContentHash, Long> unlisted() {
        return read(Table.UNLISTED);
    }

    /** An object, and since when no adopted index lists it. */
    record Marked(StoredObject object, long unlistedSinceMs) {}

    /** The objects whose SHA-256 begins with that byte: a part of many. */
    List<Marked> beginningWith(int firstByte) {
        List<Marked> found = new ArrayList<>();
        return db.read(view -> {
            view.scan(Table.OBJECTS, new byte[] {(byte) firstByte}, (key, value) -> {
                StoredObject object = StoredObject.decode(key, value);
                return found.add(new Marked(object, unlistedSinceMs(view, object)));
            });
            return found;
        });
    }

    /** Since when no adopted index lists an object; {@link #LISTED} while one does. */
    long unlistedSinceMs(StoredObject object) {
        return db.read(view -> unlistedSinceMs(view, object));
    }

    private static long unlistedSinceMs(ReadTransaction view, StoredObject object) {
        return view.get(Table.UNLISTED, object.sha256().digest())
                .map(ObjectMarks::number)
                .orElseGet(() -> unnoted(object));
    }

    /**
     * Since when no adopted index lists an object.
     *
     * @param noted as of {@link #unlisted}
     * @return ms since 1970; {@link #LISTED} while one does
     */
    public static long unlistedSinceMs(StoredObject object, Map<ContentHash, Long> noted) {
        return noted.getOrDefault(object.sha256(), unnoted(object));
    }

    private static long unnoted(StoredObject object) {
        return object.listed() ? LISTED : object.storedAtMs();
    }

    void setUnlisted(Map<ContentHash, Long> changes) throws IOException {
        if (!changes.isEmpty()) {
            // An object that went meanwhile has no record, and gets no mark.
            db.writeNow(view -> changes.forEach((sha256, sinceMs) -> {
                if (view.get(Table.OBJECTS, sha256.digest()).isPresent()) {
                    view.put(Table.UNLISTED, sha256.digest(), bytes(sinceMs));
                }
            }));
        }
    }

    private Map<ContentHash, Long> read(Table table) {
        return db.read(view -> {
            Map<ContentHash, Long> marks = new HashMap<>();
            view.scan(table, ALL, (key, value) -> {
                marks.put(ContentHash.of(HashAlgorithm.SHA256, key), number(value));
                return true;
            });
            return marks;
        });
    }

    private static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
