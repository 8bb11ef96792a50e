package dev.potluck.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.api.ContentHash;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hashdb.HashDb;
import dev.potluck.store.BlobStore;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;

/** Blobs that are stored and removed at the same time: database and folder stay of one mind. */
final class ConcurrentStoreTest {
    private static final int ROUNDS = 60;
    private static final byte[] OLD = "old".getBytes(StandardCharsets.UTF_8);
    private static final byte[] BASE = "base".getBytes(StandardCharsets.UTF_8);
    private static final ContentHash SHA256 = ContentHasher.sha256(OLD);

    @TempDir
    Path home;

    private HashDb db;
    private BlobStore store;
    private BlobCache cache;
    private DeltaShelf shelf;

    @BeforeEach
    void open() throws IOException {
        db = HashDb.open(home.resolve("hashdb"), 16 << 20);
        store = BlobStore.open(home);
        cache = new BlobCache(store, db, 1 << 20, () -> 1_000);
        shelf = new DeltaShelf(cache, db, home.resolve("deltas"));
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void write_fileIsRemovedBeforeTheRecord_recordsNothing() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        CompletableFuture<Boolean> busy = db.write(view -> await(released));
        FutureTask<StoredObject> writing = new FutureTask<>(() -> write(OLD));
        Thread writer = new Thread(writing, "writer");
        writer.start();
        Awaitility.await("its transaction to be queued")
                .until(() -> !writer.isAlive() || writer.getState() == Thread.State.WAITING);
        Files.delete(store.pathOf(SHA256));
        released.countDown();
        busy.join();

        assertThatThrownBy(writing::get).hasCauseInstanceOf(NoSuchFileException.class);
        assertThat(cache.find(SHA256)).isEmpty();
        assertThat(write(OLD)).isEqualTo(cache.find(SHA256).orElseThrow());
    }

    @Test
    void replace_blobIsStoredBeforeItsFileIsDeleted_keepsTheFile() throws Exception {
        StoredObject old = write(OLD);
        StoredObject base = write(BASE);
        cache.watch(new BlobWatcher() {
            @Override
            public void stored(StoredObject object, Optional<ContentHash> alias) {}

            @Override
            public void removed(ContentHash sha256) {
                try {
                    write(OLD);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });

        assertThat(shelf.replace(delta(old, base), newDelta())).isTrue();

        assertThat(cache.find(SHA256)).isPresent();
        assertThat(store.pathOf(SHA256)).exists();
        assertThat(shelf.find(SHA256)).as("it is whole again").isEmpty();
    }

    @Test
    void replace_whileTheBlobIsStored_losesNothing() throws Exception {
        StoredObject base = write(BASE);
        StoredDelta delta = delta(write(OLD), base);
        for (int round = 0; round < ROUNDS; round++) {
            write(OLD);
            Path made = newDelta();
            together(() -> shelf.replace(delta, made), () -> write(OLD));

            assertThat(cache.find(SHA256).isPresent())
                    .as("round %d", round)
                    .isEqualTo(store.has(SHA256));
            assertThat(store.has(SHA256) || shelf.find(SHA256).isPresent())
                    .as("whole or a delta, round %d", round)
                    .isTrue();
        }
    }

    @Test
    void remove_whileTheBlobIsStored_leavesBothOrNeither() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            write(OLD);
            together(
                    () -> {
                        cache.remove(SHA256);
                        return true;
                    },
                    () -> write(OLD));

            assertThat(cache.find(SHA256).isPresent())
                    .as("round %d", round)
                    .isEqualTo(store.has(SHA256));
        }
    }

    private interface Act {
        Object run() throws IOException;
    }

    /** Both at once; who comes too late may be told that the file has gone. */
    private static void together(Act one, Act other) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        FutureTask<Boolean> aside = new FutureTask<>(() -> act(start, other));
        new Thread(aside, "aside").start();
        act(start, one);
        aside.get();
    }

    private static boolean act(CyclicBarrier start, Act act) throws Exception {
        start.await();
        try {
            act.run();
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static StoredDelta delta(StoredObject target, StoredObject base) {
        return new StoredDelta(target, base.sha256(), "zstd-1", 9, 3, ObjectMarks.LISTED);
    }

    private Path newDelta() throws IOException {
        return Files.writeString(shelf.newFile(), "the delta");
    }

    private StoredObject write(byte[] content) throws IOException {
        return cache.write(
                content,
                new NewObject(
                        ContentHasher.sha256(content),
                        Optional.empty(),
                        -1,
                        true,
                        Optional.empty()));
    }
}
