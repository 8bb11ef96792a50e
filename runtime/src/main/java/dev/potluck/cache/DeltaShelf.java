package dev.potluck.cache;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.hashdb.HashDb;
import dev.potluck.hashdb.ReadTransaction;
import dev.potluck.hashdb.Table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The deltas that stand in for blobs: {@code HOME/deltas/<target>-<base>}, and a record each.
 *
 * <p>The record decides. It is written in the transaction that removes the blob's, after the
 * delta's file was synced, and the blob's file goes after it: a crash in between leaves both files,
 * and the next start takes the blob in again. A delta without its base is worth nothing, and is as
 * good as gone.
 */
public final class DeltaShelf {
    /** A file without a record may be about to get one, if it is no older than this. */
    private static final Duration NEW = Duration.ofHours(1);

    private static final int BASE_DIGITS = 16;

    private final BlobCache cache;
    private final HashDb db;
    private final Path folder;

    /** @param folder made if it is missing, once there is a delta */
    public DeltaShelf(BlobCache cache, HashDb db, Path folder) {
        this.cache = cache;
        this.db = db;
        this.folder = folder;
    }

    /** The delta of a file, by whatever hash it is listed; empty if there is none with its base. */
    public Optional<StoredDelta> find(ContentHash hash) {
        return db.read(view -> BlobCache.sha256(view, hash)
                .flatMap(key ->
                        view.get(Table.DELTAS, key).map(value -> StoredDelta.decode(key, value)))
                .filter(delta -> has(view, delta.baseSha256())));
    }

    private static boolean has(ReadTransaction view, ContentHash sha256) {
        return view.get(Table.OBJECTS, sha256.digest()).isPresent();
    }

    /** Where a delta's file stands. */
    public Path pathOf(StoredDelta delta) {
        return pathOf(delta.object().sha256(), delta.baseSha256());
    }

    private Path pathOf(ContentHash target, ContentHash base) {
        return folder.resolve(target.hex() + "-" + base.hex().substring(0, BASE_DIGITS));
    }

    /** Visits every delta whose base is there, in the order of the targets' hashes. */
    public void forEach(Predicate<StoredDelta> visitor) {
        db.read(view -> {
            view.scan(Table.DELTAS, new byte[0], (key, value) -> {
                StoredDelta delta = StoredDelta.decode(key, value);
                return !has(view, delta.baseSha256()) || visitor.test(delta);
            });
            return true;
        });
    }

    /** What all of these take. */
    long sizeBytes() {
        long[] bytes = {0};
        forEach(delta -> {
            bytes[0] += delta.sizeBytes();
            return true;
        });
        return bytes[0];
    }

    /**
     * Puts a delta in the place of its blob. Blocking, until it is safely on disk.
     *
     * @param file the delta's, which was proved; it is moved
     * @return false if blob or base have gone meanwhile, or the blob became a base
     */
    public boolean replace(StoredDelta delta, Path file) throws IOException {
        ContentHash target = delta.object().sha256();
        Path place = takeIn(delta, file);
        boolean replaced = cache.replace(target, view -> {
            boolean isBase = !baseOf(view, target).isEmpty();
            if (isBase || !has(view, delta.baseSha256()) || !Files.exists(place)) {
                return false;
            }
            view.put(Table.DELTAS, target.digest(), delta.encode());
            return true;
        });
        if (!replaced) {
            discard(delta, place);
        }
        return replaced;
    }

    /** Another process may have been first with the same delta: the file is its own, then. */
    private void discard(StoredDelta delta, Path place) throws IOException {
        db.writeNow(view -> {
            if (!isRecorded(view, delta)) {
                deleteFile(place);
            }
        });
    }

    private static boolean isRecorded(ReadTransaction view, StoredDelta delta) {
        byte[] key = delta.object().sha256().digest();
        return view.get(Table.DELTAS, key)
                .map(value -> StoredDelta.decode(key, value).baseSha256())
                .filter(delta.baseSha256()::equals)
                .isPresent();
    }

    private static void deleteFile(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a delta from another base in the place of a delta. Blocking. */
    public boolean rebase(StoredDelta before, StoredDelta after, Path file) throws IOException {
        byte[] key = after.object().sha256().digest();
        Path place = takeIn(after, file);
        boolean[] replaced = {false};
        db.writeNow(view -> {
            replaced[0] = view.get(Table.DELTAS, key).isPresent()
                    && has(view, after.baseSha256())
                    && Files.exists(place);
            if (replaced[0]) {
                view.put(Table.DELTAS, key, after.encode());
            }
        });
        if (!replaced[0]) {
            discard(after, place);
        } else if (!pathOf(before).equals(place)) {
            Files.deleteIfExists(pathOf(before));
        }
        return replaced[0];
    }

    /** A place for a delta that is being made, on the same file system. */
    public Path newFile() throws IOException {
        return Files.createTempFile(Files.createDirectories(folder), "new-", "");
    }

    private Path takeIn(StoredDelta delta, Path file) throws IOException {
        try (FileChannel written = FileChannel.open(file, READ, WRITE)) {
            written.force(true);
        }
        Path place = pathOf(delta);
        Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel changed = FileChannel.open(folder, READ)) {
            changed.force(true);
        }
        return place;
    }

    /** The targets of the deltas from that base. */
    public List<ContentHash> baseOf(ContentHash base) {
        return db.read(view -> baseOf(view, base));
    }

    private static List<ContentHash> baseOf(ReadTransaction view, ContentHash base) {
        List<ContentHash> targets = new ArrayList<>();
        view.scan(Table.DELTAS, new byte[0], (key, value) -> {
            if (StoredDelta.decode(key, value).baseSha256().equals(base)) {
                targets.add(ContentHash.of(HashAlgorithm.SHA256, key));
            }
            return true;
        });
        return targets;
    }

    /**
     * Removes a delta, and with it the file that it stands for. Blocking.
     *
     * <p>Its file goes before the commit: on a disk that is full it may need that room.
     */
    public void remove(StoredDelta delta) throws IOException {
        db.writeNow(view -> {
            deleteFile(pathOf(delta));
            if (isRecorded(view, delta)) { // and did not move to another base meanwhile
                view.delete(Table.DELTAS, delta.object().sha256().digest());
            }
        });
    }

    /** Notes that a delta between these is no use. Blocking. */
    public void noteUseless(ContentHash target, ContentHash base) throws IOException {
        db.writeNow(view -> view.put(Table.USELESS_DELTAS, pair(target, base), new byte[0]));
    }

    /** Whether a delta between these was tried, and is no use. */
    public boolean isUseless(ContentHash target, ContentHash base) {
        return db.read(
                view -> view.get(Table.USELESS_DELTAS, pair(target, base)).isPresent());
    }

    private static byte[] pair(ContentHash target, ContentHash base) {
        return ByteBuffer.allocate(2 * HashAlgorithm.SHA256.digestBytes())
                .put(target.digest())
                .put(base.digest())
                .array();
    }

    /**
     * Forgets what is of no use any more: deltas whose base or file is gone, files without a
     * record, notes on blobs that are gone. Blocking.
     */
    public void tidy(Instant now) throws IOException {
        int digestBytes = HashAlgorithm.SHA256.digestBytes();
        db.writeNow(view -> {
            List<byte[]> lost = new ArrayList<>();
            view.scan(Table.DELTAS, new byte[0], (key, value) -> {
                StoredDelta delta = StoredDelta.decode(key, value);
                if (!has(view, delta.baseSha256()) || !Files.exists(pathOf(delta))) {
                    lost.add(key);
                }
                return true;
            });
            lost.forEach(key -> view.delete(Table.DELTAS, key));
            List<byte[]> stale = new ArrayList<>();
            view.scan(Table.USELESS_DELTAS, new byte[0], (key, value) -> {
                byte[] target = Arrays.copyOf(key, digestBytes);
                byte[] base = Arrays.copyOfRange(key, digestBytes, key.length);
                boolean isKept = view.get(Table.OBJECTS, target).isPresent()
                        || view.get(Table.DELTAS, target).isPresent(); // it was to move
                if (!isKept || view.get(Table.OBJECTS, base).isEmpty()) {
                    stale.add(key);
                }
                return true;
            });
            stale.forEach(key -> view.delete(Table.USELESS_DELTAS, key));
        });
        deleteStrays(now);
    }

    private void deleteStrays(Instant now) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Set<Path> known = new HashSet<>();
        forEach(delta -> known.add(pathOf(delta)));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (!known.contains(file) && isOld(file, now)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean isOld(Path file, Instant now) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(NEW));
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
