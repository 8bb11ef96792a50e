package dev.potluck.index;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hashdb.HashDb;
import dev.potluck.hashdb.Table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Which of an archive's indexes clients of this node use, the root index among them. Value of
 * {@code Table.USAGE}: last use (i64, ms since 1970) and the path in UTF-8, under the root's key
 * and the path's.
 */
final class IndexUsage {
    /** A use is written again only after so long: the window it is compared with is in days. */
    private static final long WRITE_AGAIN_MS = TimeUnit.HOURS.toMillis(6);

    private static final int MAX_REMEMBERED = 10_000;

    private record Use(RootPlace place, ArchivePath path) {}

    private final HashDb db;
    private final LongSupplier clockMs;
    private final Map<Use, Long> written = new HashMap<>();

    IndexUsage(HashDb db, LongSupplier clockMs) {
        this.db = db;
        this.clockMs = clockMs;
    }

    /** Notes that a client used the index, or the root index itself. */
    synchronized void record(RootPlace place, ArchivePath path) {
        long nowMs = clockMs.getAsLong();
        Use use = new Use(place, path);
        Long last = written.get(use);
        if (last != null && nowMs - last < WRITE_AGAIN_MS && nowMs >= last) {
            return;
        }
        if (written.size() >= MAX_REMEMBERED) {
            written.clear();
        }
        written.put(use, nowMs);
        byte[] pathBytes = path.value().getBytes(StandardCharsets.UTF_8);
        byte[] value = ByteBuffer.allocate(Long.BYTES + pathBytes.length)
                .putLong(nowMs)
                .put(pathBytes)
                .array();
        byte[] key = key(use);
        db.write(view -> view.put(Table.USAGE, key, value)).exceptionally(failed -> {
            forget(use);
            return false;
        });
    }

    private synchronized void forget(Use use) {
        written.remove(use);
    }

    /** The indexes below that root which clients used since then. */
    List<ArchivePath> usedSince(RootPlace place, long sinceMs) {
        List<ArchivePath> used = new ArrayList<>(allUsedSince(place, sinceMs));
        used.remove(place.path());
        return used;
    }

    /** Whether clients used that root, or an index below it, since then. */
    boolean isUsedSince(RootPlace place, long sinceMs) {
        return !allUsedSince(place, sinceMs).isEmpty();
    }

    private List<ArchivePath> allUsedSince(RootPlace place, long sinceMs) {
        return db.read(view -> {
            List<ArchivePath> used = new ArrayList<>();
            view.scan(Table.USAGE, place.key(), (key, value) -> {
                ByteBuffer buffer = ByteBuffer.wrap(value);
                if (buffer.getLong() >= sinceMs) {
                    used.add(new ArchivePath(
                            StandardCharsets.UTF_8.decode(buffer).toString()));
                }
                return true;
            });
            return used;
        });
    }

    /** Forgets older uses. Blocking. */
    void forgetBefore(long timeMs) throws IOException {
        db.deleteAll(Table.USAGE, (key, value) -> ByteBuffer.wrap(value).getLong() < timeMs);
    }

    private static byte[] key(Use use) {
        byte[] pathKey = Listing.pathKey(ContentHasher.newDigest(HashAlgorithm.SHA256), use.path());
        byte[] placeKey = use.place().key();
        return ByteBuffer.allocate(placeKey.length + pathKey.length)
                .put(placeKey)
                .put(pathKey)
                .array();
    }
}
