package dev.potluck.app.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ContentHash;
import dev.potluck.app.sharing.PublicObjects.PublicFile;
import dev.potluck.bencode.ByteString;
import dev.potluck.dht.krpc.AnnouncedKey;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.PieceHint;
import dev.potluck.index.LineFormat;
import dev.potluck.net.Timers;
import dev.potluck.swarm.MalformedPieceListException;
import dev.potluck.swarm.PieceHashes;

import io.vertx.core.Future;
import io.vertx.core.Promise;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Piece hashes before an announcement, and what is announced with them. */
final class PiecePublisherTest {
    private static final int PIECE = 512 << 10;
    private static final byte[] LARGE = new byte[5 * PIECE];
    private static final byte[] MIDDLING = new byte[2 * PIECE];
    private static final byte[] SMALL = {7};

    private final List<ByteString> items = new ArrayList<>();
    private final Lists lists = new Lists();
    private final Clock clock = new Clock();
    private CacheFixture fixture;
    private PiecePublisher publisher;

    @BeforeEach
    void open(@TempDir Path home) throws Exception {
        fixture = new CacheFixture(home);
        publisher = new PiecePublisher(fixture.objects, lists, clock, items::add);
        fixture.store(LARGE);
        fixture.store(MIDDLING);
        fixture.store(SMALL);
        fixture.adopt(CacheFixture.PUBLIC, LARGE, MIDDLING, SMALL);
        fixture.objects.refresh();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void prepare_onePiece_isReadyAtOnce() {
        List<PublicFile> ready = prepare(SMALL);
        assertThat(ready).hasSize(1);
        assertThat(lists.computing).isEmpty();
    }

    @Test
    void prepare_severalPieces_isReadyWhenTheyAreHashedOneFileAtATime() {
        List<PublicFile> ready = prepare(LARGE, MIDDLING);
        assertThat(ready).isEmpty();
        assertThat(lists.computing).hasSize(1);
        lists.complete();
        assertThat(ready).hasSize(1);
        lists.complete();
        assertThat(ready).containsExactly(file(LARGE), file(MIDDLING));
    }

    @Test
    void prepare_fileCannotBeRead_isReadyAllTheSame() {
        List<PublicFile> ready = prepare(LARGE);
        lists.computing.remove(0).fail("gone");
        assertThat(ready).hasSize(1);
    }

    @Test
    void tick_filesOfTheCache_areHashedAndTheirItemsPutNowAndAgain() {
        publisher.start();
        for (int i = 0; i < 4; i++) {
            clock.advance(PiecePublisher.TICK_MS);
            lists.completeAll();
        }
        assertThat(lists.known).hasSize(2);
        ByteString item = ByteString.of(
                lists.find(file(LARGE).sha256(), LARGE.length).orElseThrow().toBytes());
        clock.advance(PiecePublisher.TICK_MS);
        assertThat(items).containsExactly(item);
        clock.advance(PiecePublisher.ITEM_INTERVAL_MS - 6 * PiecePublisher.TICK_MS);
        assertThat(items).hasSize(1);
        clock.advance(7 * PiecePublisher.TICK_MS);
        assertThat(items).containsExactly(item, item);
    }

    @Test
    void tick_fileLeftTheCache_isNoItem() {
        prepare(LARGE);
        lists.complete();
        fixture.objects.removed(file(LARGE).sha256());
        publisher.start();
        clock.advance(2 * PiecePublisher.TICK_MS);
        assertThat(items).isEmpty();
    }

    @Test
    void stop_hashingUnderWay_announcesNothing() {
        List<PublicFile> ready = prepare(LARGE, MIDDLING);
        publisher.stop();
        lists.complete();
        assertThat(ready).isEmpty();
        assertThat(lists.computing).isEmpty();
    }

    @Test
    void describe_hashedFile_carriesItsHint() {
        Announcements announcements = new Announcements(fixture.objects, lists, () -> true);
        assertThat(announcements.describe(file(MIDDLING)).hint()).isEqualTo(PieceHint.NONE);
        prepare(LARGE, MIDDLING);
        lists.completeAll();
        AnnouncedKey middling = announcements.describe(file(MIDDLING));
        assertThat(middling.key()).isEqualTo(file(MIDDLING).key());
        assertThat(middling.hint().hashes().length()).isEqualTo(2 * PieceHashes.HASH_BYTES);
        AnnouncedKey large = announcements.describe(file(LARGE));
        assertThat(large.hint().list().length()).isEqualTo(NodeId.SIZE_BYTES);
        assertThat(announcements.describe(file(SMALL)).hint()).isEqualTo(PieceHint.NONE);
    }

    private List<PublicFile> prepare(byte[]... contents) {
        List<PublicFile> ready = new ArrayList<>();
        for (byte[] content : contents) {
            PublicFile file = file(content);
            publisher.prepare(file, () -> ready.add(file));
        }
        return ready;
    }

    private static PublicFile file(byte[] content) {
        return new PublicFile(LineFormat.hash(content), content.length);
    }

    /** Lists that are computed when a test says so. */
    private static final class Lists implements OfferedLists {
        final Map<ContentHash, PieceHashes> known = new HashMap<>();
        final List<Promise<PieceHashes>> computing = new ArrayList<>();
        private final List<PublicFile> files = new ArrayList<>();

        @Override
        public Optional<PieceHashes> find(ContentHash sha256, long sizeBytes) {
            return Optional.ofNullable(known.get(sha256));
        }

        @Override
        public Future<PieceHashes> compute(ContentHash sha256, long sizeBytes) {
            Promise<PieceHashes> promise = Promise.promise();
            computing.add(promise);
            files.add(new PublicFile(sha256, sizeBytes));
            return promise.future();
        }

        void complete() {
            PublicFile file = files.remove(0);
            try {
                int pieces = (int) (file.sizeBytes() / PIECE);
                byte[] hashes = new byte[pieces * PieceHashes.HASH_BYTES];
                PieceHashes list = PieceHashes.of(hashes, file.sizeBytes());
                known.put(file.sha256(), list);
                computing.remove(0).complete(list);
            } catch (MalformedPieceListException e) {
                throw new AssertionError(e);
            }
        }

        void completeAll() {
            while (!computing.isEmpty()) {
                complete();
            }
        }
    }

    /** Time that moves when a test says so. */
    private static final class Clock implements Timers {
        private record Task(long atMs, Runnable work) {}

        private final List<Task> tasks = new ArrayList<>();
        private long nowMs = 1_000;

        @Override
        public long nowMs() {
            return nowMs;
        }

        @Override
        public Handle schedule(long delayMs, Runnable work) {
            Task task = new Task(nowMs + delayMs, work);
            tasks.add(task);
            return () -> tasks.remove(task);
        }

        void advance(long byMs) {
            long untilMs = nowMs + byMs;
            while (nowMs < untilMs) {
                nowMs++;
                List<Task> due =
                        tasks.stream().filter(task -> task.atMs() <= nowMs).toList();
                tasks.removeAll(due);
                due.forEach(task -> task.work().run());
            }
        }
    }
}
