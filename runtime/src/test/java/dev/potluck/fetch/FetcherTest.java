package dev.potluck.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.index.LineFormat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;

/** Listed files, from mirrors that do what mirrors do. */
final class FetcherTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path home;

    private final byte[] small = content(10_000);
    private final byte[] large = content(8 * MIB);
    private FetchFixture node;

    @BeforeEach
    void open() throws Exception {
        node = new FetchFixture(home);
        String index = LineFormat.line("small.pkg", small) + LineFormat.line("large.pkg", large);
        node.first.put("LIST", LineFormat.line("main.idx", index.getBytes(UTF_8)));
        node.first.put("main.idx", index);
        node.get("LIST");
        node.get("main.idx");
        node.first.put("small.pkg", small);
        node.first.put("large.pkg", large);
    }

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    @Test
    void fetch_listedFile_isAMissThenAHit() throws Exception {
        Answer miss = node.answer("small.pkg");
        assertThat(miss.status()).isEqualTo(CacheStatus.MISS);
        assertThat(node.await(() -> FetchFixture.read(miss))).isEqualTo(small);
        node.settle("small.pkg");
        assertThat(node.get("small.pkg")).isEqualTo(small);
        assertThat(node.first.requests("small.pkg")).isEqualTo(1);
        assertThat(stored(small)).isTrue();
    }

    @Test
    void fetch_manyClients_areOneRequestToTheMirror() throws Exception {
        List<HttpServerRequest> waiting = new CopyOnWriteArrayList<>();
        node.first.answer("large.pkg", waiting::add);
        List<Future<byte[]>> clients = node.await(() -> {
            List<Future<byte[]>> asked = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                asked.add(node.ask("large.pkg").compose(FetchFixture::read));
            }
            return Future.succeededFuture(asked);
        });
        Awaitility.await().until(() -> !waiting.isEmpty());
        node.context.runOnContext(now -> MirrorTwin.send(waiting.get(0), large));
        for (Future<byte[]> client : clients) {
            assertThat(node.await(() -> client)).isEqualTo(large);
        }
        assertThat(node.first.requests("large.pkg")).isEqualTo(1);
    }

    @Test
    void fetch_smallFileIsWrong_isRefusedByStatusAndNotStored() throws Exception {
        node.first.put("small.pkg", new byte[small.length]);
        assertStatus(502, () -> node.get("small.pkg"));
        assertThat(stored(small)).isFalse();
        assertThat(partials()).isEmpty();
        node.first.put("small.pkg", small);
        assertThat(node.get("small.pkg")).isEqualTo(small);
    }

    @Test
    void fetch_firstMirrorHasWrongContent_theNextIsTried() throws Exception {
        node.useBothMirrors();
        node.first.put("small.pkg", new byte[small.length]);
        node.second.put("small.pkg", small);
        assertThat(node.get("small.pkg")).isEqualTo(small);
        assertThat(node.second.requests("small.pkg")).isEqualTo(1);
    }

    @Test
    void fetch_largeFileIsWrong_isCutBeforeItsEnd() throws Exception {
        byte[] wrong = large.clone();
        wrong[3] ^= 1;
        node.first.put("large.pkg", wrong);
        Answer.Relayed answer = (Answer.Relayed) node.answer("large.pkg");
        assertThatThrownBy(() -> node.await(() -> FetchFixture.read(answer)))
                .hasMessageContaining("not what the archive's index lists");
        assertThat(answer.reader().releasedBytes()).isLessThan(large.length);
        assertThat(stored(large)).isFalse();
        assertThat(partials()).as("nothing wrong is resumed").isEmpty();
        node.first.put("large.pkg", large);
        assertThat(node.get("large.pkg")).isEqualTo(large);
    }

    @Test
    void fetch_mirrorHasNoSuchFile_isTheMirrorsStatus() {
        node.first.remove("small.pkg");
        assertStatus(404, () -> node.get("small.pkg"));
    }

    @Test
    void fetch_everybodyLeaves_isKeptAndResumed() throws Exception {
        node.first.answer("large.pkg", MirrorTwin.stopsAfter(MIB, large));
        abandon();
        node.first.put("large.pkg", large);
        assertThat(node.get("large.pkg")).isEqualTo(large);
        assertThat(node.first.asked.get(node.first.asked.size() - 1).range())
                .isEqualTo("bytes=" + MIB + "-");
    }

    /** Somebody comes at the very moment when the last one leaves. */
    @Test
    void fetch_whileTheAbandonedOneEnds_beginsAnew() throws Exception {
        node.first.answer("large.pkg", MirrorTwin.stopsAfter(MIB, large));
        Answer.Relayed answer = (Answer.Relayed) node.answer("large.pkg");
        node.await(() -> node.whenReleased(answer.reader(), MIB));
        node.first.put("large.pkg", large);
        byte[] got = node.await(() -> {
            answer.reader().close();
            return node.ask("large.pkg").compose(FetchFixture::read);
        });
        assertThat(got).isEqualTo(large);
    }

    @Test
    void fetch_everybodyLeavesNearTheEnd_isFinished() throws Exception {
        int there = large.length - MIB;
        List<HttpServerRequest> waiting = new CopyOnWriteArrayList<>();
        node.first.answer("large.pkg", request -> {
            waiting.add(request);
            MirrorTwin.stopsAfter(there, large).accept(request);
        });
        Answer.Relayed answer = (Answer.Relayed) node.answer("large.pkg");
        node.await(() -> node.whenReleased(answer.reader(), there));
        Future<byte[]> follower = node.await(() -> {
            answer.reader().close();
            waiting.get(0).response().end(Buffer.buffer(large).slice(there, large.length));
            return Future.succeededFuture(node.ask("large.pkg").compose(FetchFixture::read));
        });
        assertThat(node.await(() -> follower)).isEqualTo(large);
        assertThat(node.first.requests("large.pkg")).isEqualTo(1);
    }

    @Test
    void fetch_partialIsDamaged_startsOver() throws Exception {
        node.first.answer("large.pkg", MirrorTwin.stopsAfter(MIB, large));
        abandon();
        for (Path partial : partials()) {
            byte[] damaged = Files.readAllBytes(partial);
            damaged[7] ^= 1;
            Files.write(partial, damaged);
        }
        node.first.put("large.pkg", large);
        Answer.Relayed answer = (Answer.Relayed) node.answer("large.pkg");
        assertThatThrownBy(() -> node.await(() -> FetchFixture.read(answer)))
                .as("its first pieces were released already")
                .isInstanceOf(ExecutionException.class);
        assertThat(node.get("large.pkg")).isEqualTo(large);
    }

    @Test
    void fetch_cachedFileDamagedOrDeleted_isFetchedAgain() throws Exception {
        node.get("large.pkg");
        node.settle("large.pkg");
        Path blob = node.store.pathOf(LineFormat.hash(large));
        Files.write(blob, new byte[large.length]);
        assertThat(node.get("large.pkg")).isEqualTo(large);
        node.settle("large.pkg");
        Files.delete(blob);
        assertThat(node.get("large.pkg")).isEqualTo(large);
        assertThat(node.first.requests("large.pkg")).isEqualTo(3);
    }

    @Test
    void fetch_hashInThePath_isCheckedAgainstIt() throws Exception {
        String path = "by-hash/" + LineFormat.hash(small).hex();
        node.first.put(path, new byte[small.length]);
        assertThatThrownBy(() -> node.get(path)).isInstanceOf(ExecutionException.class);
        node.first.put(path, small);
        assertThat(node.get(path)).isEqualTo(small);
        assertThat(node.get(path)).isEqualTo(small);
        assertThat(node.first.requests(path)).isEqualTo(2);
    }

    /** Each of two would fit, both would not. */
    @Test
    void fetch_roomIsTakenByAnotherFetch_isPassedOn() throws Exception {
        long sizeBytes = node.store.usableBytes() / 10 * 6;
        String hash = "0".repeat(63);
        String index =
                "%s1 %d one.pkg\n%s2 %d two.pkg\n".formatted(hash, sizeBytes, hash, sizeBytes);
        node.first.put("LIST", LineFormat.line("main.idx", index.getBytes(UTF_8)));
        node.first.put("main.idx", index);
        node.get("LIST");
        node.get("main.idx");
        node.first.answer(
                "two.pkg",
                request -> request.response()
                        .putHeader("Content-Length", Long.toString(sizeBytes))
                        .write("begins"));
        Answer alone = node.answer("two.pkg");
        assertThat(alone.status()).isEqualTo(CacheStatus.MISS);
        node.release(alone);
        node.first.answer("one.pkg", request -> {});
        node.context.runOnContext(now -> node.ask("one.pkg"));

        Answer second = node.answer("two.pkg");

        assertThat(second.status()).isEqualTo(CacheStatus.PASSED);
    }

    @Test
    void fetch_diskIsFull_isPassedOnAndChecked() throws Exception {
        node.fillDisk();
        Answer answer = node.answer("large.pkg");
        assertThat(answer.status()).isEqualTo(CacheStatus.PASSED);
        long beforeBytes = node.traffic.totals().fromMirrorBytes();
        assertThat(node.await(() -> FetchFixture.read(answer))).isEqualTo(large);
        assertThat(node.traffic.totals().fromMirrorBytes() - beforeBytes).isEqualTo(large.length);
        byte[] wrong = large.clone();
        wrong[3] ^= 1;
        node.first.put("large.pkg", wrong);
        assertThatThrownBy(() -> node.get("large.pkg"))
                .hasMessageContaining("not what the archive's index lists");
        assertThat(stored(large)).isFalse();
    }

    /** The mirror sends on, and nobody may wait for ever. */
    @Test
    void fetch_diskFailsUnderway_isToldAtOnce() throws Exception {
        List<HttpServerRequest> waiting = new CopyOnWriteArrayList<>();
        node.first.answer("large.pkg", request -> {
            waiting.add(request);
            MirrorTwin.stopsAfter(MIB, large).accept(request);
        });
        Answer.Relayed answer = (Answer.Relayed) node.answer("large.pkg");
        node.await(() -> node.whenReleased(answer.reader(), MIB));
        node.diskFails = true;
        assertThatThrownBy(() -> node.await(() -> {
                    waiting.get(0).response().write(Buffer.buffer(large).slice(MIB, 5 * MIB));
                    return FetchFixture.read(answer);
                }))
                .hasMessageContaining("no space left");
        node.diskFails = false;
        node.first.put("large.pkg", large);
        assertThat(node.get("large.pkg")).isEqualTo(large);
    }

    private void abandon() throws Exception {
        Answer.Relayed answer = (Answer.Relayed) node.answer("large.pkg");
        node.await(() -> node.whenReleased(answer.reader(), MIB));
        node.await(() -> {
            answer.reader().close();
            return Future.succeededFuture(true);
        });
    }

    private boolean stored(byte[] content) {
        return node.cache.find(LineFormat.hash(content)).isPresent();
    }

    private List<Path> partials() throws Exception {
        try (var files = Files.list(home.resolve("partial"))) {
            return files.toList();
        }
    }

    static void assertStatus(int status, ThrowingCallable code) {
        assertThatThrownBy(code)
                .cause()
                .isInstanceOfSatisfying(
                        FetchException.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    static byte[] content(int lengthBytes) {
        byte[] content = new byte[lengthBytes];
        new Random(lengthBytes).nextBytes(content);
        return Arrays.copyOf(content, lengthBytes);
    }
}
