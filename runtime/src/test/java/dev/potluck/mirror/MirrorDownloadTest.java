package dev.potluck.mirror;

import static dev.potluck.mirror.TestMirror.breakingAfter;
import static dev.potluck.mirror.TestMirror.file;
import static dev.potluck.mirror.TestMirror.raw;
import static dev.potluck.mirror.TestMirror.stallingAfter;
import static dev.potluck.mirror.TestMirror.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.mirror.DownloadRequest.Content;
import dev.potluck.mirror.MirrorException.Kind;
import dev.potluck.mirror.MirrorSettings.Timeouts;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** One file from mirrors that break, stall and lie. */
final class MirrorDownloadTest extends DownloadFixture {
    @Test
    void start_soundMirror_givesAllBytesAndWhatIsKnown() throws Exception {
        TestMirror sound = mirror(file(CONTENT, "\"same\""));

        DownloadResult result = download(DownloadRequest.of(PATH), sound);

        assertBytes(CONTENT);
        assertThat(sink.events).containsExactly("begin 0");
        assertThat(result.sizeBytes()).isEqualTo(SIZE_BYTES);
        assertThat(result.attempts()).isOne();
        assertThat(result.head().sizeBytes()).hasValue(SIZE_BYTES);
        assertThat(result.head().contentType()).isEqualTo("text/plain");
        assertThat(result.head().validator())
                .isEqualTo(new Validator(sound.mirror(), "\"same\"", ""));
        assertThat(sound.requests.get(0).headers().get("Accept-Encoding")).isEqualTo("identity");
    }

    @Test
    void start_onlyMirrorBreaksOffOverAndOver_isAskedForTheRest() throws Exception {
        TestMirror breaking = mirror(breakingAfter(50_000, CONTENT));

        DownloadResult result = download(hashed(), breaking);

        assertBytes(CONTENT);
        assertThat(result.attempts()).isEqualTo(SIZE_BYTES / 50_000);
        assertThat(breaking.requests.get(1).headers().get("If-Range")).isEqualTo("\"same\"");
    }

    @Test
    void start_onlyMirrorGivesNextToNothing_failsAfterThreeAttempts() throws Exception {
        TestMirror.Script breaking = breakingAfter(1000, CONTENT);
        TestMirror dying = mirror((request, socket) -> {
            if (request.rangeStart() == 0) {
                breaking.answer(request, socket);
            } else {
                status(503).answer(request, socket);
            }
        });

        MirrorException failure = failure(hashed(), dying);

        assertThat(failure.kind()).isEqualTo(Kind.STATUS);
        assertThat(failure.status()).isEqualTo(503);
        assertThat(dying.requests).hasSize(DownloadPlan.MAX_ATTEMPTS_WITHOUT_PROGRESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100_000, SIZE_BYTES - 1})
    void start_mirrorStallsInItsBody_nextGoesOnThere(int stallAt) throws Exception {
        client = client(new Timeouts(PATIENT_MS, PATIENT_MS, 500));
        TestMirror stalling = mirror(stallingAfter(stallAt, CONTENT));
        TestMirror sound = mirror(file(CONTENT, "\"same\""));

        download(hashed(), stalling, sound);

        assertBytes(CONTENT);
        assertThat(sound.requests.get(0).rangeStart()).isEqualTo(stallAt);
        assertThat(group.health(stalling.mirror()).isUnresponsive()).isTrue();
    }

    @Test
    void start_onlyMirrorNeverAnswers_timesOutAndIsUnresponsive() throws Exception {
        client = client(new Timeouts(PATIENT_MS, 300, PATIENT_MS));
        TestMirror silent = mirror((request, socket) -> {});

        MirrorException failure = failure(hashed(), silent);

        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(group.health(silent.mirror()).isUnresponsive()).isTrue();
        assertThat(group.health(silent.mirror()).patienceMs()).isZero();
    }

    @Test
    void start_mirrorKeepsUsWaitingAndThereIsAnother_switchesLongBeforeTheTimeout()
            throws Exception {
        TestMirror silent = mirror((request, socket) -> {});
        TestMirror sound = mirror(file(CONTENT, "\"same\""));

        download(hashed(), silent, sound);

        assertBytes(CONTENT);
        node.await(() -> silent.closed.future());
        assertThat(group.health(silent.mirror()).isSuspect()).isTrue();
        assertThat(group.health(silent.mirror()).isUnresponsive()).isFalse();
    }

    @Test
    void start_sinkIsFullAfterEachBuffer_getsNoMoreUntilItHasRoom() throws Exception {
        TestMirror breaking = mirror(breakingAfter(200_000, CONTENT));
        TestMirror sound = mirror(file(CONTENT, "\"same\""));
        FullSink full = new FullSink(node.vertx, sink);

        node.await(() -> MirrorDownload.start(
                        client,
                        new MirrorGroup(
                                List.of(breaking.mirror(), sound.mirror()), System::nanoTime),
                        hashed(),
                        full)
                .result());

        assertBytes(CONTENT);
        assertThat(full.fullCount).isPositive();
    }

    /** Is full after each buffer, for one turn of the event loop. */
    private static final class FullSink implements ByteSink {
        private final Vertx vertx;
        private final ByteSink next;
        private boolean isFull;
        int fullCount;

        FullSink(Vertx vertx, ByteSink next) {
            this.vertx = vertx;
            this.next = next;
        }

        @Override
        public void begin(long offsetBytes, DownloadHead head) {
            next.begin(offsetBytes, head);
        }

        @Override
        public boolean write(Buffer bytes) {
            assertThat(isFull).isFalse();
            next.write(bytes);
            isFull = true;
            return false;
        }

        @Override
        public void onDrain(Runnable resume) {
            fullCount++;
            vertx.runOnContext(later -> {
                isFull = false;
                resume.run();
            });
        }

        @Override
        public void restart(DownloadHead head) {
            next.restart(head);
        }
    }

    @Test
    void start_chunkedBodyLacksItsEnd_isCompleteOnceAllBytesAreThere() throws Exception {
        TestMirror endless =
                mirror(raw("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "2", "ab", ""));

        download(DownloadRequest.of(PATH).with(Content.hashed(2)), endless);

        assertThat(sink.bytes).hasToString("ab");
    }

    @Test
    void start_chunkedBodyIsShort_isTruncated() throws Exception {
        TestMirror shortened = mirror(
                raw("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "2", "ab", "0", "", ""));

        MirrorException failure =
                failure(DownloadRequest.of(PATH).with(Content.hashed(3)), shortened);

        assertThat(failure.kind()).isEqualTo(Kind.TRUNCATED);
    }

    @Test
    void start_chunkedBodyIsTooLong_startsOverOnTheNextMirror() throws Exception {
        TestMirror tooLong = mirror(raw(
                "HTTP/1.1 200 OK",
                "Transfer-Encoding: chunked",
                "",
                "2",
                "ab",
                "2",
                "cd",
                "0",
                "",
                ""));
        TestMirror sound = mirror(file(new byte[] {'x', 'y', 'z'}, "\"same\""));

        download(DownloadRequest.of(PATH).with(Content.hashed(3)), tooLong, sound);

        assertThat(sink.bytes).hasToString("xyz");
        assertThat(sink.events).containsExactly("begin 0", "restart");
    }

    @Test
    void start_mirrorLiesAboutTheLength_isTakenForOtherContent() throws Exception {
        TestMirror longer = mirror(raw("HTTP/1.1 200 OK", "Content-Length: 5", "", "abc"));
        TestMirror shorter = mirror(raw("HTTP/1.1 200 OK", "Content-Length: 2", "", "abc"));

        MirrorException failure =
                failure(DownloadRequest.of(PATH).with(Content.hashed(3)), longer, shorter);

        assertThat(failure.kind()).isEqualTo(Kind.WRONG_CONTENT);
        assertThat(failure).hasMessageContaining("has 2 bytes where 3 are expected");
        assertThat(sink.events).isEmpty();
        assertThat(longer.requests).hasSize(1);
    }

    @Test
    void start_noFileAtTheFirstPath_theNextPathThenTheNextMirrorIsAsked() throws Exception {
        TestMirror without = mirror(status(404));
        TestMirror byNameOnly = mirror((request, socket) -> (request.target().endsWith("/00")
                        ? status(404)
                        : file(CONTENT, "\"same\""))
                .answer(request, socket));
        DownloadRequest request = new DownloadRequest(
                List.of(BY_HASH, PATH),
                Content.hashed(SIZE_BYTES),
                DownloadRequest.Start.AT_ZERO,
                MultiMap.caseInsensitiveMultiMap());

        DownloadResult result = download(request, without, byNameOnly);

        assertBytes(CONTENT);
        assertThat(without.paths()).containsExactly(BY_HASH.value(), PATH.value());
        assertThat(byNameOnly.paths()).containsExactly(BY_HASH.value(), PATH.value());
        assertThat(result.head().path()).isEqualTo(PATH);
        assertThat(group.health(without.mirror()).isSuspect()).isFalse();
    }

    @Test
    void start_oneMirrorHasNoFileOthersFail_theLast4xxIsReported() throws Exception {
        MirrorException failure =
                failure(hashed(), mirror(status(404)), mirror(status(410)), mirror(status(500)));

        assertThat(failure.kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(failure.status()).isEqualTo(410);
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 300, 304, 429, 500, 503})
    void start_uselessStatus_theNextMirrorIsAsked(int status) throws Exception {
        TestMirror useless = mirror(raw("HTTP/1.1 " + status + " x", "Content-Length: 0", "", ""));

        download(hashed(), useless, mirror(file(CONTENT, "\"same\"")));

        assertBytes(CONTENT);
    }

    @Test
    void start_emptyFile_isComplete() throws Exception {
        TestMirror empty = mirror(raw("HTTP/1.1 200 OK", "Content-Length: 0", "", ""));

        DownloadResult result = download(DownloadRequest.of(PATH).with(Content.hashed(0)), empty);

        assertThat(result.sizeBytes()).isZero();
        assertThat(sink.events).containsExactly("begin 0");
    }

    @Test
    void start_oneDownloadAfterAnother_usesTheSameConnection() throws Exception {
        TestMirror sound = mirror(file(CONTENT, "\"same\""));
        download(hashed(), sound);

        download(hashed(), sound);

        assertThat(sound.requests).hasSize(2);
        assertThat(sound.closed.future().isComplete()).isFalse();
    }

    @Test
    void cancel_beforeTheHead_closesTheConnection() throws Exception {
        TestMirror silent = mirror((request, socket) -> {});
        MirrorDownload download = node.await(() -> Future.succeededFuture(begin(hashed(), silent)));
        node.await(() -> silent.asked.future());

        assertCancelCloses(download, silent);
    }

    @Test
    void cancel_inTheBody_closesTheConnection() throws Exception {
        TestMirror stalling = mirror(stallingAfter(1000, CONTENT));
        MirrorDownload download =
                node.await(() -> Future.succeededFuture(begin(hashed(), stalling)));
        node.await(() -> sink.written.future());

        assertCancelCloses(download, stalling);
    }

    private void assertCancelCloses(MirrorDownload download, TestMirror mirror) throws Exception {
        node.run(download::cancel);

        MirrorException failure = NodeContext.failure(() -> node.await(download::result));
        assertThat(failure.kind()).isEqualTo(Kind.CANCELLED);
        node.await(() -> mirror.closed.future());
    }
}
