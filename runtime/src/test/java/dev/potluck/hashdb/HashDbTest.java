package dev.potluck.hashdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

final class HashDbTest {
    static final long MAP_BYTES = 16L << 20;

    @TempDir
    Path folder;

    @Test
    void write_severalAtOnce_areOneCommitEach() throws Exception {
        try (HashDb db = open()) {
            CountDownLatch released = new CountDownLatch(1);
            CompletableFuture<Boolean> first = db.write(view -> await(released));
            AtomicInteger runs = new AtomicInteger();
            List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                byte[] key = {(byte) i};
                waiting.add(db.write(view -> {
                    runs.incrementAndGet();
                    view.put(Table.OBJECTS, key, key);
                }));
            }
            released.countDown();
            first.join();
            waiting.forEach(CompletableFuture::join);
            assertThat(runs).hasValue(100);
            assertThat(count(db)).isEqualTo(100);
        }
    }

    @Test
    void write_oneOfABatchFails_theOthersAreKept() throws Exception {
        try (HashDb db = open()) {
            CountDownLatch released = new CountDownLatch(1);
            CompletableFuture<Boolean> blocking = db.write(view -> await(released));
            CompletableFuture<Boolean> before = put(db, "before");
            CompletableFuture<Boolean> bad = db.write(view -> {
                view.put(Table.OBJECTS, bytes("half"), bytes("done"));
                throw new IllegalArgumentException("bad");
            });
            CompletableFuture<Boolean> tooLong = db.write(
                    view -> view.put(Table.OBJECTS, new byte[600], bytes("a key too long")));
            CompletableFuture<Boolean> error = db.write(view -> {
                throw new AssertionError("worse");
            });
            CompletableFuture<Boolean> after = put(db, "after");
            released.countDown();
            assertThat(blocking).succeedsWithin(Duration.ofSeconds(30));
            assertThat(before.join()).isTrue();
            assertThat(after.join()).isTrue();
            assertThatThrownBy(bad::join).hasRootCauseMessage("bad");
            assertThatThrownBy(tooLong::join).hasCauseInstanceOf(HashDbException.class);
            assertThatThrownBy(error::join).hasRootCauseMessage("worse");
            assertThat(keys(db)).containsExactly("after", "before");
        }
    }

    @Test
    void write_mapFull_saysWhatToDoAndGoesOnAfterDeletes() throws Exception {
        try (HashDb db = HashDb.open(folder, 1 << 20)) {
            byte[] value = new byte[10_000];
            AtomicInteger kept = new AtomicInteger();
            assertThatThrownBy(() -> {
                        while (true) {
                            byte[] key = {(byte) kept.get()};
                            db.writeNow(view -> view.put(Table.OBJECTS, key, value));
                            kept.incrementAndGet();
                        }
                    })
                    .isInstanceOf(HashDbException.class)
                    .hasMessageContaining("map size");
            assertThat(kept.get()).isGreaterThan(20);
            assertThat(count(db)).isEqualTo(kept.get());
            for (int i = 0; i < 20; i++) { // pages are free for the commit after the next
                byte[] key = {(byte) i};
                db.writeNow(view -> view.delete(Table.OBJECTS, key));
            }
            db.writeNow(view -> view.put(Table.OBJECTS, bytes("new"), value));
            assertThat(count(db)).isEqualTo(kept.get() - 19);
        }
    }

    @Test
    @Timeout(60)
    void close_whileSomebodyReads_waits() throws Exception {
        HashDb db = open();
        put(db, "key").join();
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        CompletableFuture<Optional<byte[]>> read =
                CompletableFuture.supplyAsync(() -> db.read(view -> {
                    reading.countDown();
                    await(closing);
                    return view.get(Table.OBJECTS, bytes("key"));
                }));
        await(reading);
        CompletableFuture<Void> closed = CompletableFuture.runAsync(db::close);
        Awaitility.await().until(() -> isRefused(db));
        assertThat(closed).isNotDone();
        closing.countDown();
        assertThat(read.get(20, TimeUnit.SECONDS)).contains(bytes("key"));
        closed.get(20, TimeUnit.SECONDS);
        assertThatThrownBy(() -> db.read(view -> 1)).isInstanceOf(IllegalStateException.class);
        db.close();
    }

    @Test
    @Timeout(60)
    void close_updatesWait_areCommittedFirst() throws Exception {
        HashDb db = open();
        CountDownLatch released = new CountDownLatch(1);
        CompletableFuture<Boolean> blocking = db.write(view -> await(released));
        List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            waiting.add(put(db, "key" + i));
        }
        CompletableFuture<Void> closed = CompletableFuture.runAsync(db::close);
        released.countDown();
        assertThat(blocking).succeedsWithin(Duration.ofSeconds(30));
        closed.get(20, TimeUnit.SECONDS);
        assertThat(waiting).allMatch(CompletableFuture::isDone);
        long kept = waiting.stream()
                .filter(update -> !update.isCompletedExceptionally())
                .count();
        try (HashDb again = open()) {
            assertThat(count(again)).isEqualTo(kept).isEqualTo(50);
        }
    }

    /** Whoever writes while the node stops gets an answer: done, or closed. */
    @Test
    @Timeout(60)
    void write_whileItCloses_isAnswered() throws Exception {
        for (int round = 0; round < 20; round++) {
            HashDb db = open();
            List<CompletableFuture<Boolean>> asked = new ArrayList<>();
            CountDownLatch begun = new CountDownLatch(1);
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                while (!isRefusedBy(asked)) {
                    asked.add(put(db, "key"));
                    begun.countDown();
                }
            });
            await(begun);
            db.close();
            writing.get(20, TimeUnit.SECONDS);
            for (CompletableFuture<Boolean> update : asked) {
                update.handle((done, failed) -> true).get(20, TimeUnit.SECONDS);
            }
        }
    }

    private static boolean isRefusedBy(List<CompletableFuture<Boolean>> asked) {
        return !asked.isEmpty() && asked.get(asked.size() - 1).isCompletedExceptionally();
    }

    @Test
    void writeNow_closed_isRefused() throws Exception {
        HashDb db = open();
        db.close();
        assertThatThrownBy(() -> db.writeNow(view -> {}))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("the database is closed");
    }

    @Test
    void open_afterClose_hasAllThatWasWritten() throws Exception {
        try (HashDb db = open()) {
            put(db, "key").join();
        }
        try (HashDb db = open()) {
            assertThat(keys(db)).containsExactly("key");
        }
    }

    @Test
    void open_damaged_saysWhatToDo() throws Exception {
        Files.write(folder.resolve("data.mdb"), new byte[20_000]);
        assertThatThrownBy(this::open)
                .isInstanceOf(HashDbException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("delete that folder");
    }

    @Test
    void open_inAnotherProcess_seesAndIsSeen() throws Exception {
        try (HashDb db = open()) {
            put(db, "ours").join();
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            OtherProcess.class.getName(),
                            folder.toString(),
                            "ours",
                            "theirs")
                    .inheritIO()
                    .start();
            assertThat(other.waitFor(50, TimeUnit.SECONDS)).isTrue();
            assertThat(other.exitValue()).isZero();
            assertThat(keys(db)).containsExactly("ours", "theirs");
            put(db, "later").join();
            assertThat(count(db)).isEqualTo(3);
        }
    }

    @Property(tries = 30)
    void scan_anyPrefix_visitsWhatANaiveModelFinds(
            @ForAll @UniqueElements @Size(max = 20)
                    List<@Size(min = 1, max = 3) List<@IntRange(max = 2) Integer>> keys,
            @ForAll @Size(min = 1, max = 2) List<@IntRange(max = 2) Integer> prefix)
            throws Exception {
        byte[] start = bytes(prefix);
        List<byte[]> sorted = keys.stream()
                .map(HashDbTest::bytes)
                .sorted(Arrays::compareUnsigned)
                .toList();
        List<byte[]> matching = sorted.stream()
                .filter(key -> ReadTransaction.startsWith(key, start))
                .toList();
        Path temp = Files.createTempDirectory("hashdb");
        try (HashDb db = HashDb.open(temp, MAP_BYTES)) {
            db.writeNow(view -> sorted.forEach(key -> view.put(Table.OBJECTS, key, key)));
            assertThat(scanned(db, start)).containsExactlyElementsOf(matching);
            assertThat(scanned(db, new byte[0])).containsExactlyElementsOf(sorted);
            checkEnds(db, sorted, start);
            AtomicInteger deleted = new AtomicInteger();
            db.writeNow(view -> deleted.set(view.deletePrefix(Table.OBJECTS, start)));
            assertThat(deleted).hasValue(matching.size());
            assertThat(count(db)).isEqualTo(sorted.size() - matching.size());
            assertThat(scanned(db, start)).isEmpty();
        } finally {
            deleteAll(temp);
        }
    }

    private static void checkEnds(HashDb db, List<byte[]> sorted, byte[] from) {
        Optional<byte[]> least = sorted.stream()
                .filter(key -> Arrays.compareUnsigned(key, from) >= 0)
                .findFirst();
        assertThat(db.read(view -> view.firstKeyFrom(Table.OBJECTS, from)).map(Arrays::toString))
                .isEqualTo(least.map(Arrays::toString));
        assertThat(db.read(view -> view.lastKey(Table.OBJECTS)).map(Arrays::toString))
                .isEqualTo(sorted.stream().reduce((one, other) -> other).map(Arrays::toString));
    }

    @Test
    void scan_visitorHadEnough_stops() throws Exception {
        try (HashDb db = open()) {
            put(db, "a").join();
            put(db, "b").join();
            List<String> seen = new ArrayList<>();
            db.read(view -> {
                view.scan(Table.OBJECTS, new byte[0], (key, value) -> {
                    seen.add(new String(key, UTF_8));
                    return false;
                });
                return true;
            });
            assertThat(seen).containsExactly("a");
        }
    }

    private HashDb open() throws IOException {
        return HashDb.open(folder, MAP_BYTES);
    }

    private static boolean isRefused(HashDb db) {
        return db.write(view -> {}).isCompletedExceptionally();
    }

    private static CompletableFuture<Boolean> put(HashDb db, String key) {
        return db.write(view -> view.put(Table.OBJECTS, bytes(key), bytes(key)));
    }

    private static long count(HashDb db) {
        return scanned(db, new byte[0]).size();
    }

    private static List<String> keys(HashDb db) {
        return scanned(db, new byte[0]).stream()
                .map(key -> new String(key, UTF_8))
                .toList();
    }

    private static List<byte[]> scanned(HashDb db, byte[] prefix) {
        List<byte[]> found = new ArrayList<>();
        db.read(view -> {
            view.scan(Table.OBJECTS, prefix, (key, value) -> found.add(key));
            return true;
        });
        return found;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            // close() interrupts the writer; the latch is all that matters here
            await(latch);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] bytes(List<Integer> values) {
        byte[] bytes = new byte[values.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (values.get(i) * 100); // unsigned order matters
        }
        return bytes;
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
