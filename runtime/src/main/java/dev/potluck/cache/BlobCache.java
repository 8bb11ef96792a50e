package dev.potluck.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hashdb.HashDb;
import dev.potluck.hashdb.ReadTransaction;
import dev.potluck.hashdb.Table;
import dev.potluck.hashdb.WriteTransaction;
import dev.potluck.store.BlobStore;
import dev.potluck.store.PartialBlob;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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

    private static final int MAX_OPEN_FILES = 256;

    private final BlobStore store;
    private final HashDb db;
    private final LongSupplier clockMs;
    private final AccessLog accesses;
    private final Cache<ContentHash, ByteBuffer> memory;
    private final Cache<ContentHash, SharedFile> files;
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
        this.memory = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(memoryBytes)
                .weigher((ContentHash hash, ByteBuffer content) -> content.capacity() + 128)
                .build();
        this.files = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumSize(MAX_OPEN_FILES)
                .evictionListener(BlobCache::letGo)
                .build();
    }

    private static void letGo(
            @Nullable ContentHash hash, @Nullable SharedFile file, RemovalCause cause) {
        if (file != null) {
            file.release();
        }
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
        ByteBuffer content = memory.getIfPresent(object.sha256());
        if (content != null) {
            return new OpenBlob.InMemory(content);
        }
        requireUnchanged(object);
        if (object.sizeBytes() <= MAX_IN_MEMORY_BYTES) {
            ByteBuffer loaded = load(object);
            memory.put(object.sha256(), loaded);
            return new OpenBlob.InMemory(loaded);
        }
        return new OpenBlob.OnDisk(openShared(object.sha256()));
    }

    /** A blob's bytes as a stream, for reading all of it. Blocking. */
    public InputStream stream(ContentHash sha256) throws IOException {
        return Files.newInputStream(store.pathOf(sha256));
    }

    private void requireUnchanged(StoredObject object) throws IOException {
        Path path = store.pathOf(object.sha256());
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (attributes.size() != object.sizeBytes()
                    || attributes.lastModifiedTime().toMillis() != object.fileTimeMs()) {
                throw new BlobChangedException(path + " was changed by someone else");
            }
        } catch (NoSuchFileException e) {
            throw new BlobChangedException(path + " was deleted by someone else");
        }
    }

    /** Outside the heap, from where it goes to a socket without a copy in between. */
    private ByteBuffer load(StoredObject object) throws IOException {
        byte[] content = Files.readAllBytes(store.pathOf(object.sha256()));
        if (!ContentHasher.sha256(content).equals(object.sha256())) {
            throw new BlobChangedException(store.pathOf(object.sha256()) + " has other content");
        }
        return ByteBuffer.allocateDirect(content.length).put(content).flip().asReadOnlyBuffer();
    }

    private SharedFile openShared(ContentHash sha256) throws IOException {
        SharedFile cached = files.getIfPresent(sha256);
        if (cached != null && cached.retain()) {
            return cached;
        }
        SharedFile opened = new SharedFile(store.open(sha256));
        opened.retain();
        SharedFile previous = files.asMap().put(sha256, opened);
        if (previous != null) {
            previous.release();
        }
        return opened;
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

    private StoredObject record(NewObject about) throws IOException {
        StoredObject fresh = describe(about);
        forget(about.sha256());
        StoredObject[] written = {fresh};
        db.writeNow(view -> {
            byte[] key = about.sha256().digest();
            written[0] = find(view, about.sha256()).map(fresh::withNameOf).orElse(fresh);
            view.put(Table.OBJECTS, key, written[0].encode());
            about.alias().ifPresent(alias -> view.put(Table.ALIASES, alias.digest(), key));
            view.delete(Table.DELTAS, key); // it is whole again
        });
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
            db.writeNow(view -> view.put(Table.OBJECTS, object.sha256().digest(), trusted));
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

    /** Removes blobs in one transaction. Blocking. */
    public void removeAll(Collection<ContentHash> blobs) throws IOException {
        if (blobs.isEmpty()) {
            return;
        }
        for (ContentHash sha256 : blobs) {
            forget(sha256);
            store.delete(sha256);
        }
        db.writeNow(view -> blobs.forEach(sha256 -> {
            view.delete(Table.OBJECTS, sha256.digest());
            view.delete(Table.UNLISTED, sha256.digest());
            view.delete(Table.PINS, sha256.digest());
            view.delete(Table.PIECES, sha256.digest());
        }));
        blobs.forEach(watcher::removed);
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
            forget(sha256);
            store.delete(sha256);
            watcher.removed(sha256);
        }
        return replaced[0];
    }

    private void forget(ContentHash sha256) {
        memory.invalidate(sha256);
        SharedFile file = files.asMap().remove(sha256);
        if (file != null) {
            file.release();
        }
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
     * Takes in blobs that the database lost (a crash between rename and commit, a database deleted
     * by hand), each after its hash was checked. Blocking.
     *
     * @return how many were taken in
     */
    public int adoptOrphans() throws IOException {
        int[] adopted = {0};
        IOException[] failure = new IOException[1];
        store.forEach(sha256 -> {
            if (failure[0] == null && find(sha256).isEmpty()) {
                try {
                    adopted[0] += adoptOrphan(sha256) ? 1 : 0;
                } catch (IOException e) {
                    failure[0] = e;
                }
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
        return adopted[0];
    }

    private boolean adoptOrphan(ContentHash sha256) throws IOException {
        if (!isIntact(sha256)) {
            store.delete(sha256);
            return false;
        }
        StoredObject object =
                describe(new NewObject(sha256, Optional.empty(), -1, false, Optional.empty()));
        db.writeNow(view -> {
            if (view.get(Table.OBJECTS, sha256.digest()).isEmpty()) { // or it was just stored
                view.put(Table.OBJECTS, sha256.digest(), object.encode());
                view.delete(Table.DELTAS, sha256.digest());
            }
        });
        watcher.stored(object, Optional.empty());
        return true;
    }
}
