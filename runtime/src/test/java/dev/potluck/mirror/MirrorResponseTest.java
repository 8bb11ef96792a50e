package dev.potluck.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.mirror.MirrorException.Kind;
import dev.potluck.mirror.MirrorSettings.Timeouts;
import dev.potluck.net.AddressRules;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The body of one answer as a stream. */
final class MirrorResponseTest {
    private final NodeContext node = new NodeContext();
    private MirrorClient client;

    @BeforeEach
    void start() throws Exception {
        client = client(Timeouts.DEFAULT);
    }

    private MirrorClient client(Timeouts timeouts) throws Exception {
        MirrorSettings settings = MirrorSettings.defaults("potluck").with(timeouts);
        return node.await(() -> Future.succeededFuture(new MirrorClient(
                node.vertx, settings, AddressRules.PUBLIC_ONLY, System::nanoTime)));
    }

    @AfterEach
    void stop() throws Exception {
        node.run(client::close);
        node.close();
    }

    private MirrorResponse send(TestMirror mirror) throws Exception {
        return node.await(() -> client.send(MirrorRequest.get(mirror.mirror(), "/debian/x")));
    }

    private Buffer body(MirrorResponse response) throws Exception {
        return node.await(() -> {
            Promise<Buffer> promise = Promise.promise();
            Buffer body = Buffer.buffer();
            response.handler(body::appendBuffer)
                    .exceptionHandler(promise::tryFail)
                    .endHandler(end -> promise.tryComplete(body));
            response.resume();
            return promise.future();
        });
    }

    private Kind bodyFailure(String... lines) throws Exception {
        TestMirror mirror = TestMirror.start(node, TestMirror.rawThenClose(lines));
        MirrorResponse response = send(mirror);
        return NodeContext.failure(() -> body(response)).kind();
    }

    @Test
    void send_answerIsNotHttp_isMalformed() throws Exception {
        TestMirror mirror =
                TestMirror.start(node, TestMirror.raw("220 mail.example ESMTP", "", ""));

        MirrorException failure = NodeContext.failure(() -> send(mirror));

        assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
        assertThat(mirror.requests).hasSize(2);
    }

    @Test
    void body_endsBeforeItsLength_isTruncated() throws Exception {
        assertThat(bodyFailure("HTTP/1.1 200 OK", "Content-Length: 5", "", "abc"))
                .isEqualTo(Kind.TRUNCATED);
    }

    @Test
    void body_endsBeforeItsLastChunk_isTruncated() throws Exception {
        assertThat(bodyFailure("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "3", "abc", ""))
                .isEqualTo(Kind.TRUNCATED);
    }

    @Test
    void body_chunkSizeIsNoNumber_isMalformed() throws Exception {
        assertThat(bodyFailure("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "zz", "abc"))
                .isIn(Kind.MALFORMED, Kind.TRUNCATED);
    }

    @Test
    void body_withoutLengthEndsWithTheConnection_isComplete() throws Exception {
        TestMirror mirror =
                TestMirror.start(node, TestMirror.rawThenClose("HTTP/1.1 200 OK", "", "abc"));

        assertThat(body(send(mirror))).hasToString("abc");
    }

    @Test
    void body_connectionClosesWhilePaused_isGivenInFull() throws Exception {
        TestMirror mirror = TestMirror.start(
                node,
                TestMirror.rawThenClose(
                        "HTTP/1.1 200 OK", "Content-Length: 3", "Connection: close", "", "abc"));
        MirrorResponse response = send(mirror);
        node.await(() -> mirror.closed.future());

        assertThat(body(response)).hasToString("abc");
    }

    @Test
    void body_failsBeforeAnyoneListens_isReportedToTheFirstListener() throws Exception {
        TestMirror mirror = TestMirror.start(
                node, TestMirror.rawThenClose("HTTP/1.1 200 OK", "Content-Length: 9", "", "abc"));
        MirrorResponse response = send(mirror);
        node.await(() -> mirror.closed.future());

        assertThat(NodeContext.failure(() -> body(response)).kind()).isEqualTo(Kind.TRUNCATED);
    }

    @Test
    void body_moreThanItsLength_isCutAndSpoilsNothing() throws Exception {
        TestMirror mirror = TestMirror.start(
                node, TestMirror.raw("HTTP/1.1 200 OK", "Content-Length: 2", "", "abcdef"));

        assertThat(body(send(mirror))).hasToString("ab");
        assertThat(body(send(mirror))).hasToString("ab");
    }

    @Test
    void body_silentWhileWanted_stalls() throws Exception {
        client = client(new Timeouts(5_000, 5_000, 300));
        TestMirror mirror = TestMirror.start(
                node, TestMirror.raw("HTTP/1.1 200 OK", "Content-Length: 9", "", "abc"));
        MirrorResponse response = send(mirror);

        MirrorException failure = NodeContext.failure(() -> body(response));

        assertThat(failure.kind()).isEqualTo(Kind.STALLED);
        assertThat(failure).hasMessageContaining("after 3 bytes");
        node.await(() -> mirror.closed.future());
    }

    @Test
    void body_neverEndsAndIsPausedOften_isNotReadAheadOfItsReader() throws Exception {
        Endless endless = new Endless();
        TestMirror mirror = TestMirror.start(node, (request, socket) -> endless.pour(socket));
        MirrorResponse response = send(mirror);

        node.await(() -> {
            Promise<Void> enough = Promise.promise();
            response.exceptionHandler(enough::tryFail);
            response.handler(buffer -> {
                response.pause();
                if (endless.sentBytes - response.receivedBytes() > Endless.MAX_AHEAD_BYTES) {
                    enough.tryFail("%d bytes sent, %d read"
                            .formatted(endless.sentBytes, response.receivedBytes()));
                } else if (response.receivedBytes() > Endless.MAX_AHEAD_BYTES * 4) {
                    enough.tryComplete();
                } else {
                    node.vertx.runOnContext(later -> response.fetch(1));
                }
            });
            response.fetch(1);
            return enough.future();
        });

        node.run(response::cancel);
        node.await(() -> mirror.closed.future());
    }

    @Test
    void discard_smallRest_keepsTheConnection() throws Exception {
        TestMirror mirror = TestMirror.start(node, TestMirror.status(404));

        MirrorResponse first = send(mirror);
        node.run(first::discard);
        send(mirror);

        assertThat(mirror.requests).hasSize(2);
        assertThat(mirror.closed.future().isComplete()).isFalse();
    }

    @Test
    void discard_endlessRest_closesTheConnection() throws Exception {
        Endless endless = new Endless();
        TestMirror mirror = TestMirror.start(node, (request, socket) -> endless.pour(socket));

        MirrorResponse first = send(mirror);
        node.run(first::discard);

        node.await(() -> mirror.closed.future());
    }

    /** Sends as much as the connection takes, and counts it. */
    private static final class Endless {
        /** What sockets and one window of buffers hold on a loopback connection, with room. */
        static final long MAX_AHEAD_BYTES = 16 * 1024 * 1024;

        private static final Buffer BLOCK = Buffer.buffer(new byte[64 * 1024]);

        long sentBytes;

        void pour(NetSocket socket) {
            socket.write("HTTP/1.1 200 OK\r\n\r\n");
            socket.drainHandler(room -> fill(socket));
            fill(socket);
        }

        private void fill(NetSocket socket) {
            while (!socket.writeQueueFull()) {
                sentBytes += BLOCK.length();
                Future<Void> written = socket.write(BLOCK);
                if (written.failed()) {
                    return;
                }
            }
        }
    }
}
