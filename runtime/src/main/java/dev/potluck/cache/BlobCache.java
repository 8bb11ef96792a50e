package dev.potluck.cache;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.PackageId;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hashdb.HashDb;
import dev.potluck.hashdb.ReadTransaction;
import dev.potluck.hashdb.Table;
import dev.potluck.hashdb.WriteTransaction;
import dev.potluck.store.BlobStore;
import dev.potluck.store.PartialBlob;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The verified blobs of this node: what is known of them in the database, their bytes in the store,
 * the small and popular ones in memory.
 *
 * <p>Safe for use by several threads. {@link #find} and {@link #open} take microseconds; what says
 * "blocking" belongs on a worker.
 */
public final class BlobCache {
    /** Blobs up to this size are served from memory. */
    public static final int MAX_IN_MEMORY_BYTES = 64 << 10;

    /** So many files go in one transaction, which nobody else can write in meanwhile. */
    private static final int REMOVALS_PER_COMMIT = 20;

    /** Lost blobs that are taken in together: of a large cache without a database that is all. */
    private static final int ORPHANS_AT_ONCE = 1_000;

    private final BlobStore store;
    private final HashDb db;
    private final LongSupplier clockMs;
    private final AccessLog accesses;
    private final BlobReaders readers;
    private volatile BlobWatcher watcher = BlobWatcher.NONE;

    /**
     * @param memoryBytes bound of what is kept in memory
     * @param clockMs ms since 1970
     */
    public BlobCache(BlobStore store, HashDb db, long memoryBytes, LongSupplier clockMs) {
        this.store = store;
        this.db = db;
        this.clockMs = clockMs;
        this.accesses = new AccessLog(db, clockMs);
        this.readers = new BlobReaders(store, memoryBytes);
    }

    /** Sets who hears of changes by this process, from now on; at most one. */
    public void watch(BlobWatcher newWatcher) {
        watcher = newWatcher;
    }

    /**
     * What is known of the blob of that hash, by whatever algorithm; empty if we do not have it.
     */
    public Optional<StoredObject> find(ContentHash hash) {
        return db.read(view -> find(view, hash));
    }

    /** The SHA-256 that a file listed by whatever hash is kept by. */
    static Optional<byte[]> sha256(ReadTransaction view, ContentHash hash) {
        return hash.algorithm() == HashAlgorithm.SHA256
                ? Optional.of(hash.digest())
                : view.get(Table.ALIASES, hash.digest());
    }

    private static Optional<StoredObject> find(ReadTransaction view, ContentHash hash) {
        return sha256(view, hash)
                .flatMap(key ->
                        view.get(Table.OBJECTS, key).map(value -> StoredObject.decode(key, value)));
    }

    /**
     * Opens a blob, after a check that its file is still the one that was verified.
     *
     * @throws BlobChangedException if the file is gone or was changed behind our back;
     *     {@link #verify} then tells which
     */
    public OpenBlob open(StoredObject object) throws IOException {
        return readers.open(object);
    }

    /** A blob's bytes as a stream, for reading all of it. Blocking. */
    public InputStream stream(ContentHash sha256) throws IOException {
        return Files.newInputStream(store.pathOf(sha256));
    }

    /** Takes in a complete, verified partial blob. Blocking, until it is safely on disk. */
    public StoredObject adopt(PartialBlob blob, NewObject about) throws IOException {
        store.promote(blob, about.sha256());
        return record(about);
    }

    /** Takes in some bytes that have this hash. Blocking. */
    public StoredObject write(byte[] content, NewObject about) throws IOException {
        store.write(content, about.sha256());
        return record(about);
    }

    /** Takes in a copy of a file that has this hash. Blocking. */
    public StoredObject importFile(Path source, NewObject about) throws IOException {
        store.importFile(source, about.sha256());
        return record(about);
    }

    /**
     * Another process may be removing the very file that was just put there: its transaction comes
     * before ours, which then finds no file, or after ours, and then finds our record.
     */
    private StoredObject record(NewObject about) throws IOException {
        StoredObject fresh = describe(about);
        readers.forget(about.sha256());
        StoredObject[] written = {fresh};
        boolean[] isThere = {false};
        db.writeNow(view -> {
            isThere[0] = store.has(about.sha256());
            if (isThere[0]) {
                byte[] key = about.sha256().digest();
                written[0] = find(view, about.sha256()).map(fresh::withNameOf).orElse(fresh);
                view.put(Table.OBJECTS, key, written[0].encode());
                about.alias().ifPresent(alias -> view.put(Table.ALIASES, alias.digest(), key));
                view.delete(Table.DELTAS, key); // it is whole again
            }
        });
        if (!isThere[0]) {
            throw new NoSuchFileException(
                    store.pathOf(about.sha256()).toString(), null, "removed while it was stored");
        }
        watcher.stored(written[0], about.alias());
        return written[0];
    }

    private StoredObject describe(NewObject about) throws IOException {
        Path path = store.pathOf(about.sha256());
        long now = clockMs.getAsLong();
        return new StoredObject(
                about.sha256(),
                Files.size(path),
                now,
                now,
                0,
                Files.getLastModifiedTime(path).toMillis(),
                about.lastModifiedMs(),
                about.listed(),
                about.packageId());
    }

    /** Counts one time that the object was served; written to the database in batches. */
    public void recordAccess(StoredObject object) {
        accesses.record(object.sha256());
    }

    /** Sets who gets how often each object was served, each time that is written; at most one. */
    public void onAccesses(Consumer<Map<ContentHash, Integer>> listener) {
        accesses.onFlush(listener);
    }

    /** Writes the counted accesses to the database. */
    public CompletableFuture<Boolean> flushAccesses() {
        return accesses.flush();
    }

    /**
     * Reads the whole blob and compares its hash: a changed one is removed, one that only looks
     * changed is trusted again. Blocking.
     *
     * @return whether the blob is still there and right
     */
    public boolean verify(StoredObject object) throws IOException {
        if (!isIntact(object.sha256())) {
            remove(object.sha256());
            return false;
        }
        Path path = store.pathOf(object.sha256());
        long fileTimeMs = Files.getLastModifiedTime(path).toMillis();
        if (fileTimeMs != object.fileTimeMs()) {
            byte[] trusted = object.withFileTime(fileTimeMs).encode();
            byte[] key = object.sha256().digest();
            db.writeNow(view -> {
                if (view.get(Table.OBJECTS, key).isPresent()) { // or it became a delta meanwhile
                    view.put(Table.OBJECTS, key, trusted);
                }
            });
        }
        return true;
    }

    private boolean isIntact(ContentHash sha256) throws IOException {
        try (FileChannel file = store.open(sha256)) {
            return sha256.equals(ContentHasher.sha256(file));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Removes a blob; those who read it go on reading. Blocking. */
    public void remove(ContentHash sha256) throws IOException {
        removeAll(List.of(sha256));
    }

    /** Removes blobs, some in each transaction. Blocking. */
    public void removeAll(Collection<ContentHash> blobs) throws IOException {
        List<ContentHash> all = List.copyOf(blobs);
        for (int from = 0; from < all.size(); from += REMOVALS_PER_COMMIT) {
            removeAtOnce(all.subList(from, Math.min(all.size(), from + REMOVALS_PER_COMMIT)));
        }
    }

    /**
     * Files go before the commit, and those we hold open are let go of: on a disk that is full it
     * may need their room. A record whose file is gone is found out by {@link #open}.
     */
    private void removeAtOnce(List<ContentHash> blobs) throws IOException {
        blobs.forEach(readers::forget);
        db.writeNow(view -> blobs.forEach(sha256 -> {
            deleteFile(sha256);
            view.delete(Table.OBJECTS, sha256.digest());
            view.delete(Table.UNLISTED, sha256.digest());
            view.delete(Table.PINS, sha256.digest());
            view.delete(Table.PIECES, sha256.digest());
        }));
        blobs.forEach(readers::forget); // who opened one meanwhile
        blobs.forEach(watcher::removed);
    }

    private void deleteFile(ContentHash sha256) {
        try {
            store.delete(sha256);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Removes a blob for what keeps its content in another way. Blocking.
     *
     * @param instead notes that way in the same transaction, or answers that it cannot be
     * @return whether it was removed
     */
    boolean replace(ContentHash sha256, Predicate<WriteTransaction> instead) throws IOException {
        boolean[] replaced = {false};
        db.writeNow(view -> {
            replaced[0] =
                    view.get(Table.OBJECTS, sha256.digest()).isPresent() && instead.test(view);
            if (replaced[0]) {
                view.delete(Table.OBJECTS, sha256.digest());
                view.delete(Table.UNLISTED, sha256.digest());
                view.delete(Table.PIECES, sha256.digest());
            }
        });
        if (replaced[0]) {
            readers.forget(sha256);
            watcher.removed(sha256);
            deleteUnknownFile(sha256);
        }
        return replaced[0];
    }

    /** Deletes a file without a record; see {@link #record} for who may just be making one. */
    private void deleteUnknownFile(ContentHash sha256) throws IOException {
        db.writeNow(view -> {
            if (view.get(Table.OBJECTS, sha256.digest()).isEmpty()) {
                deleteFile(sha256);
            }
        });
    }

    /** Visits what is known of each blob, in the order of their hashes, as long as it says so. */
    public void forEach(Predicate<StoredObject> visitor) {
        db.read(view -> {
            view.scan(
                    Table.OBJECTS,
                    new byte[0],
                    (key, value) -> visitor.test(StoredObject.decode(key, value)));
            return true;
        });
    }

    /** Visits the other hashes that blobs were listed by, also of blobs that are gone. */
    public void forEachAlias(BiConsumer<ContentHash, ContentHash> aliasAndSha256) {
        db.read(view -> {
            view.scan(Table.ALIASES, new byte[0], (alias, sha256) -> {
                for (HashAlgorithm algorithm : HashAlgorithm.values()) {
                    if (algorithm.digestBytes() == alias.length) {
                        aliasAndSha256.accept(
                                ContentHash.of(algorithm, alias),
                                ContentHash.of(HashAlgorithm.SHA256, sha256));
                    }
                }
                return true;
            });
            return true;
        });
    }

    /** Forgets the other hashes of blobs that are gone. Blocking. */
    public void forgetAliases(Predicate<ContentHash> isGone) throws IOException {
        db.deleteAll(
                Table.ALIASES,
                (alias, sha256) -> isGone.test(ContentHash.of(HashAlgorithm.SHA256, sha256)));
    }

    /** How many blobs there are and how many bytes they have. Blocking: it looks at each. */
    public CacheSize size() {
        return CacheSize.of(db);
    }

    /**
     * Takes in blobs that the database lost (a crash between rename and commit, or before the file
     * of a new delta's target went; a database deleted by hand), each after its hash was checked.
     * Blocking.
     *
     * @param names says which packages those of these blobs are that it knows
     * @return how many were taken in
     */
    public int adoptOrphans(Function<Set<ContentHash>, Map<ContentHash, PackageId>> names)
            throws IOException {
        Set<ContentHash> lost = new HashSet<>();
        int[] adopted = {0};
        store.forEach(sha256 -> {
            if (find(sha256).isEmpty()) {
                lost.add(sha256);
            }
            if (lost.size() == ORPHANS_AT_ONCE) {
                try {
                    adopted[0] += adoptOrphans(lost, names);
                } catch (IOException e) {
                    throw new UncheckedIOException(e); // which the store takes apart
                }
                lost.clear();
            }
        });
        return adopted[0] + adoptOrphans(lost, names);
    }

    private int adoptOrphans(
            Set<ContentHash> lost, Function<Set<ContentHash>, Map<ContentHash, PackageId>> names)
            throws IOException {
        Map<ContentHash, PackageId> known = lost.isEmpty() ? Map.of() : names.apply(lost);
        int adopted = 0;
        for (ContentHash sha256 : lost) {
            adopted += adoptOrphan(sha256, Optional.ofNullable(known.get(sha256))) ? 1 : 0;
        }
        return adopted;
    }

    private boolean adoptOrphan(ContentHash sha256, Optional<PackageId> name) throws IOException {
        if (!isIntact(sha256)) {
            deleteUnknownFile(sha256);
            return false;
        }
        StoredObject found = describe(new NewObject(sha256, Optional.empty(), -1, false, name));
        List<StoredObject> adopted = new ArrayList<>();
        db.writeNow(view -> {
            adopted.clear();
            byte[] key = sha256.digest();
            boolean isKnown = view.get(Table.OBJECTS, key).isPresent();
            if (!isKnown && store.has(sha256)) { // or it was just stored, or became a delta
                StoredObject object = view.get(Table.DELTAS, key)
                        .map(delta -> StoredDelta.decode(key, delta).object())
                        .map(before -> before.withFileTime(found.fileTimeMs()))
                        .orElse(found);
                view.put(Table.OBJECTS, key, object.encode());
                view.delete(Table.DELTAS, key);
                adopted.add(object);
            }
        });
        adopted.forEach(object -> watcher.stored(object, Optional.empty()));
        return !adopted.isEmpty();
    }
}
