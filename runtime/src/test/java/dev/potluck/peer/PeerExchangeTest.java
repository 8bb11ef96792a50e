package dev.potluck.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ContentHash;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hash.Pieces;
import dev.potluck.net.Endpoint;
import dev.potluck.swarm.Peer;
import dev.potluck.swarm.PeerClient;
import dev.potluck.swarm.PeerSource;
import dev.potluck.swarm.PieceTrust;
import dev.potluck.swarm.RangeSource;
import dev.potluck.swarm.SourceFailure;
import dev.potluck.swarm.SwarmDownload;
import dev.potluck.swarm.SwarmFile;
import dev.potluck.swarm.SwarmResult;
import dev.potluck.swarm.SwarmSink;
import dev.potluck.swarm.SwarmTools;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** Peers over real connections: client and server together, and clients against liars. */
final class PeerExchangeTest {
    private static final int SIZE_BYTES = 3 * Pieces.PIECE_BYTES + 1_000;

    private final PeerFixture peers = new PeerFixture();
    private final byte[] content = new byte[SIZE_BYTES];
    private final SwarmFile file;
    private final PeerClient client = new PeerClient(peers.vertx, peers.timers);

    PeerExchangeTest() {
        new Random(5).nextBytes(content);
        file = new SwarmFile(ContentHasher.sha256(content), SIZE_BYTES, "a");
    }

    @AfterEach
    void close() {
        peers.close();
    }

    /** Takes a stretch. */
    private static final class Taken implements RangeSource.Sink {
        final Buffer bytes = Buffer.buffer();
        final Promise<Buffer> whole = Promise.promise();

        @Override
        public void take(Buffer more) {
            bytes.appendBuffer(more);
        }

        @Override
        public void end() {
            whole.complete(bytes);
        }

        @Override
        public void fail(SourceFailure failure) {
            whole.fail(failure);
        }
    }

    private Future<Buffer> get(Endpoint peer, long from, long to) {
        Taken taken = new Taken();
        client.source(peer, file).open(from, to, taken);
        return taken.whole.future();
    }

    private SourceFailure failure(Endpoint peer) throws Exception {
        Throwable cause = peers.await(
                () -> get(peer, 10, 5_000).transform(done -> Future.succeededFuture(done.cause())));
        assertThat(cause).isInstanceOf(SourceFailure.class);
        return (SourceFailure) cause;
    }

    @Test
    void open_goodPeer_givesRangesAndList() throws Exception {
        Endpoint server = peers.serve(UploadLimits.DEFAULT, true);
        peers.objects.add(content);
        assertThat(peers.await(() -> get(server, 0, SIZE_BYTES)).getBytes().length)
                .isEqualTo(SIZE_BYTES);
        assertThat(peers.await(() -> get(server, 700_000, 700_100)))
                .isEqualTo(Buffer.buffer(content).slice(700_000, 700_100));
        byte[] list = peers.await(() -> client.source(server, file).pieceList(4 * 16));
        assertThat(list).isEqualTo(ObjectsTwin.list(content).toBytes());
    }

    @Test
    void open_peerWithoutTheFile_isMissing() throws Exception {
        Endpoint server = peers.serve(UploadLimits.DEFAULT, true);
        assertThat(failure(server).kind()).isEqualTo(SourceFailure.Kind.MISSING);
    }

    @Test
    void open_busyPeer_isBusy() throws Exception {
        Endpoint server = peers.serve(new UploadLimits(1, 1, 0), true);
        peers.objects.add(content);
        assertThat(failure(server).kind()).isEqualTo(SourceFailure.Kind.BUSY);
    }

    @Test
    void open_nobodyListens_isUnreachable() throws Exception {
        assertThat(failure(Endpoint.ofV4(0x7f00_0001, 1)).kind())
                .isEqualTo(SourceFailure.Kind.UNREACHABLE);
    }

    /** A server that answers as a test says. */
    private Endpoint liar(BiConsumer<NetSocket, Buffer> answer) throws Exception {
        int port = peers.await(() -> peers.vertx
                .createNetServer()
                .connectHandler(socket -> socket.handler(request -> answer.accept(socket, request)))
                .listen(0, "127.0.0.1")
                .map(server -> server.actualPort()));
        return Endpoint.ofV4(0x7f00_0001, port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "302 Found|Location: http://127.0.0.1/|Content-Length: 0||",
                "200 OK|Content-Length: 4990||",
                "206 P|Content-Range: bytes 10-4999/9|Content-Length: 4990||",
                "206 P|Content-Range: bytes 0-4989/1573864|Content-Length: 4990||",
                "206 P|Content-Range: bytes 10-4999/1573864|Content-Length: 99999999||",
                "206 P|Content-Range: bytes 10-4999/1573864|Transfer-Encoding: chunked||",
                "206 P|Content-Range: bytes 10-4999/1573864|Content-Encoding: br||",
                "500 no||"
            })
    void open_answerThatDoesNotFit_isMalformed(String answer) throws Exception {
        Endpoint server =
                liar((socket, request) -> socket.write("HTTP/1.1 " + answer.replace("|", "\r\n")));
        assertThat(failure(server).kind()).isEqualTo(SourceFailure.Kind.MALFORMED);
    }

    /** Nobody waits for the body; the connection would stay for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"404 no", "503 no"})
    void open_refusalWhoseBodyNeverComes_connectionIsClosed(String status) throws Exception {
        Promise<Boolean> closed = Promise.promise();
        Endpoint server = liar((socket, request) -> {
            socket.closeHandler(end -> closed.tryComplete(true));
            socket.write("HTTP/1.1 " + status + "\r\nContent-Length: 1\r\n\r\n");
        });
        assertThat(failure(server).kind())
                .isIn(SourceFailure.Kind.MISSING, SourceFailure.Kind.BUSY);
        assertThat(peers.await(closed::future)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"404 no", "503 no"})
    void open_refusalWithoutABody_connectionIsKept(String status) throws Exception {
        Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
        Endpoint server = liar((socket, request) -> {
            sockets.add(socket);
            socket.write("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
        });
        failure(server);
        failure(server);
        assertThat(sockets).hasSize(1);
    }

    @Test
    void open_endlessHead_failsAndIsNotKept() throws Exception {
        Endpoint server = liar(
                (socket, request) -> socket.write("HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000)));
        assertThat(failure(server).kind())
                .isIn(SourceFailure.Kind.BROKEN_OFF, SourceFailure.Kind.MALFORMED);
    }

    @Test
    void open_silentPeer_isGivenUp() throws Exception {
        Endpoint server = liar((socket, request) -> {});
        assertThat(failure(server).kind()).isEqualTo(SourceFailure.Kind.SILENT);
    }

    @Test
    void open_peerThatClosesInTheMiddle_brokeOff() throws Exception {
        String answer = "HTTP/1.1 206 P|Content-Range: bytes 10-4999/%d|Content-Length: 4990||abc"
                .formatted(SIZE_BYTES)
                .replace("|", "\r\n");
        Endpoint server =
                liar((socket, request) -> socket.write(answer).onComplete(sent -> socket.close()));
        assertThat(failure(server).kind()).isEqualTo(SourceFailure.Kind.BROKEN_OFF);
    }

    @Test
    void download_severalPeers_isWholeAndRight() throws Exception {
        ContentHash sha256 = peers.objects.add(content);
        Endpoint first = peers.serve(UploadLimits.DEFAULT, true);
        Endpoint second = peers.serve(UploadLimits.DEFAULT, true);
        Endpoint silent = liar((socket, request) -> {});
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        SwarmTools tools = SwarmTools.of(peers.timers, peers.traffic);
        RangeSource gone = (from, to, sink) -> {
            peers.timers.schedule(
                    1, () -> sink.fail(new SourceFailure(SourceFailure.Kind.MIRROR, "no mirror")));
            return client.source(silent, file).open(0, 1, new Taken());
        };
        SwarmResult result = peers.await(() -> {
            SwarmDownload download =
                    new SwarmDownload(new PieceTrust(file), tools, gone, new Collecting(got), 0);
            download.start(true, 0);
            for (Endpoint peer : new Endpoint[] {silent, first, second}) {
                PeerSource source = client.source(peer, file);
                download.addPeer(new Peer(peer, Peer.Origin.LAN), source);
            }
            download.searchEnded();
            return download.result();
        });
        assertThat(result.fromPeersBytes()).isEqualTo(SIZE_BYTES);
        assertThat(ContentHasher.sha256(got.toByteArray())).isEqualTo(sha256);
        peers.objects.awaitClosed();
    }

    /** Keeps what comes. */
    private record Collecting(ByteArrayOutputStream bytes) implements SwarmSink {
        @Override
        public boolean write(Buffer buffer) {
            bytes.writeBytes(buffer.getBytes());
            return true;
        }

        @Override
        public void onDrain(Runnable resume) {}

        @Override
        public void hold() {}

        @Override
        public void release() {}
    }
}
