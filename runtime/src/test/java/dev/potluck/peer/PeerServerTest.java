package dev.potluck.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potluck.api.ContentHash;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hash.Pieces;
import dev.potluck.net.Endpoint;
import dev.potluck.swarm.Have;
import dev.potluck.swarm.PeerPaths;
import dev.potluck.swarm.PieceHashes;

import io.vertx.core.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** What a peer server says, to good askers and bad ones. */
final class PeerServerTest {
    private static final String END = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";

    /** Of three pieces. */
    private static final int LIST_BYTES = 3 * PieceHashes.HASH_BYTES;

    private static final String BLANK_LINE = "\r\n\r\n";

    private final PeerFixture peers = new PeerFixture();
    private final byte[] content = bytes(2 * Pieces.PIECE_BYTES + 1_000);

    @AfterEach
    void close() {
        peers.close();
    }

    private static byte[] bytes(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    private String text(int from, int to) {
        return new String(content, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** The client may have the last byte before its server has counted it. */
    private void awaitUploaded(long bytes) {
        await().untilAsserted(
                        () -> assertThat(peers.traffic.totals().uploadedBytes()).isEqualTo(bytes));
    }

    @Test
    void get_publicFile_isSentWhole() throws Exception {
        Endpoint server = peers.serve(UploadLimits.DEFAULT, true);
        ContentHash sha256 = peers.objects.add(content);
        String answer = peers.raw(server, "GET " + PeerPaths.ofFile(sha256) + END + "\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        assertThat(body(answer).equals(text(0, content.length))).isTrue();
        awaitUploaded(content.length);
        peers.objects.awaitClosed();
    }

    @Test
    void get_oneRange_isSentExactly() throws Exception {
        Endpoint server = peers.serve(UploadLimits.DEFAULT, false);
        ContentHash sha256 = peers.objects.add(content);
        String answer = peers.raw(
                server, "GET " + PeerPaths.ofFile(sha256) + END + "Range: bytes=100-299\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 206 ");
        assertThat(answer)
                .containsIgnoringCase("content-range: bytes 100-299/" + content.length + "\r\n");
        assertThat(body(answer)).isEqualTo(text(100, 300));
    }

    @Test
    void get_rangeBeyondTheEnd_is416() throws Exception {
        Endpoint server = peers.serve(UploadLimits.DEFAULT, true);
        ContentHash sha256 = peers.objects.add(content);
        String answer = peers.raw(
                server,
                "GET " + PeerPaths.ofFile(sha256) + END
                        + "Range: bytes=99999999999999999999-\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 416 ");
        peers.objects.awaitClosed();
    }

    @Test
    void head_publicFile_hasNoBody() throws Exception {
        Endpoint server = peers.serve(UploadLimits.DEFAULT, true);
        ContentHash sha256 = peers.objects.add(content);
        String answer = peers.raw(server, "HEAD " + PeerPaths.ofFile(sha256) + END + "\r\n");
        assertThat(answer).contains("content-length: " + content.length);
        assertThat(body(answer)).isEmpty();
        peers.objects.awaitClosed();
    }

    @Test
    void get_pieces_areTheHashes() throws Exception {
        Endpoint server = peers.serve(UploadLimits.DEFAULT, false);
        ContentHash sha256 = peers.objects.add(content);
        String answer = peers.raw(server, "GET " + PeerPaths.ofPieces(sha256) + END + "\r\n");
        assertThat(body(answer).getBytes(StandardCharsets.ISO_8859_1))
                .isEqualTo(ObjectsTwin.list(content).toBytes());
        awaitUploaded(LIST_BYTES);
    }

    @Test
    void get_piecesAndNothingLeftForStrangers_theyGet503AndNeighboursTheHashes() throws Exception {
        ContentHash sha256 = peers.objects.add(content);
        String request = "GET " + PeerPaths.ofPieces(sha256) + END + "\r\n";
        UploadLimits off = new UploadLimits(0, 1 << 30, 8);
        UploadLimits noSlots = new UploadLimits(1 << 20, 1 << 30, 0);
        Endpoint once = peers.serve(new UploadLimits(1 << 20, LIST_BYTES, 8), false);
        assertThat(peers.raw(peers.serve(off, false), request)).startsWith("HTTP/1.1 503 ");
        assertThat(peers.raw(peers.serve(noSlots, false), request)).startsWith("HTTP/1.1 503 ");
        assertThat(peers.raw(once, request)).startsWith("HTTP/1.1 200 ");
        assertThat(peers.raw(once, request)).startsWith("HTTP/1.1 503 ");
        awaitUploaded(LIST_BYTES);
        assertThat(peers.raw(peers.serve(off, true), request)).startsWith("HTTP/1.1 200 ");
        awaitUploaded(2 * LIST_BYTES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /",
                "GET /-/api/v1/status",
                "GET /-/metrics",
                "GET http://example.org/x",
                "GET /.well-known/ni/sha-256/../../../etc/passwd",
                "GET /.well-known/ni/sha-256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "GET /.well-known/ni/sha-256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA?x=1",
                "GET /.well-known/ni/sha-256/%41AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "GET /.well-known/ni/md5/AAAA",
                "GET /.well-known/potluck/have",
                "GET /.well-known/potluck/pieces/sha-256/x",
                "PUT /.well-known/potluck/have",
                "DELETE /",
                "OPTIONS *",
                "CONNECT example.org:443"
            })
    void request_anythingElse_is404WithoutAWord(String request) throws Exception {
        Endpoint server = peers.serve(UploadLimits.DEFAULT, true);
        String answer = peers.raw(server, request + END + "\r\n");
        assertThat(answer).startsWith("HTTP/1.1 404 ");
        assertThat(body(answer)).isEmpty();
        assertThat(answer.toLowerCase(java.util.Locale.ROOT)).doesNotContain("potluck", "server:");
    }

    @Test
    void have_neighbourAsks_threeStatesAreTold() throws Exception {
        Endpoint server = peers.serve(UploadLimits.DEFAULT, true);
        ContentHash complete = peers.objects.add(content);
        byte[] other = bytes(1_000);
        peers.objects.grow(other);
        String body = hash(complete) + hash(ContentHasher.sha256(other)) + "x".repeat(32);
        byte[] answer = body(peers.raw(server, have(body))).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(answer).containsExactly(0, 0, 0, 0, 0, 0, 0, 42, 1, 0, 0, 2, 2, -68, 0, 0, 0);
    }

    private static String hash(ContentHash sha256) {
        return new String(sha256.digest(), StandardCharsets.ISO_8859_1);
    }

    private static String have(String body) {
        return "POST %s%sContent-Length: %d%s%s"
                .formatted(PeerPaths.HAVE, END, body.length(), BLANK_LINE, body);
    }

    @Test
    void have_strangerOrTooManyOrMalformed_is404() throws Exception {
        Endpoint far = peers.serve(UploadLimits.DEFAULT, false);
        Endpoint near = peers.serve(UploadLimits.DEFAULT, true);
        String most = "x".repeat(Have.MAX_HASHES * Have.HASH_BYTES);
        assertThat(peers.raw(far, have("x".repeat(32)))).startsWith("HTTP/1.1 404 ");
        assertThat(peers.raw(near, have("x".repeat(33)))).startsWith("HTTP/1.1 404 ");
        assertThat(peers.raw(near, have(""))).startsWith("HTTP/1.1 404 ");
        assertThat(peers.raw(near, have(most))).startsWith("HTTP/1.1 200 ");
        String head = "POST /.well-known/potluck/have" + END;
        assertThat(peers.raw(near, head + "Content-Length: 999999999\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ");
        assertThat(peers.raw(near, head + "Transfer-Encoding: chunked\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ");
    }

    @Test
    void get_strangerAndFileUnderWay_is404() throws Exception {
        Endpoint server = peers.serve(UploadLimits.DEFAULT, false);
        peers.objects.grow(content);
        String path = PeerPaths.ofFile(ContentHasher.sha256(content));
        assertThat(peers.raw(server, "GET " + path + END + "\r\n")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void get_neighbourAndFileUnderWay_isSentAsItComes() throws Exception {
        Endpoint server = peers.serve(UploadLimits.DEFAULT, true);
        ObjectsTwin.Growing file = peers.objects.grow(content);
        peers.await(() -> {
            peers.timers.schedule(20, () -> file.growTo(1_000));
            peers.timers.schedule(40, () -> file.growTo(content.length));
            return Future.succeededFuture(true);
        });
        String path = PeerPaths.ofFile(ContentHasher.sha256(content));
        String answer = peers.raw(server, "GET " + path + END + "\r\n");
        assertThat(body(answer).equals(text(0, content.length))).isTrue();
        peers.objects.awaitClosed();
    }

    @Test
    void get_fetchFails_connectionIsCut() throws Exception {
        Endpoint server = peers.serve(UploadLimits.DEFAULT, true);
        ObjectsTwin.Growing file = peers.objects.grow(content);
        peers.await(() -> {
            peers.timers.schedule(20, () -> file.growTo(1_000));
            peers.timers.schedule(40, file::fail);
            return Future.succeededFuture(true);
        });
        String path = PeerPaths.ofFile(ContentHasher.sha256(content));
        String answer = peers.raw(server, "GET " + path + END + "\r\n");
        assertThat(body(answer).length()).isLessThan(content.length);
        peers.objects.awaitClosed();
    }

    @Test
    void get_noSlots_is503() throws Exception {
        Endpoint server = peers.serve(new UploadLimits(1 << 20, 1 << 30, 0), true);
        ContentHash sha256 = peers.objects.add(content);
        String answer = peers.raw(server, "GET " + PeerPaths.ofFile(sha256) + END + "\r\n");
        assertThat(answer).startsWith("HTTP/1.1 503 ").containsIgnoringCase("retry-after: 5");
        peers.objects.awaitClosed();
    }

    @Test
    void get_uploadsOffOrMonthUsedUp_strangersGet503AndNeighboursTheFile() throws Exception {
        ContentHash sha256 = peers.objects.add(content);
        String request = "GET " + PeerPaths.ofFile(sha256) + END + "\r\n";
        UploadLimits off = new UploadLimits(0, 1 << 30, 8);
        UploadLimits usedUp = new UploadLimits(1 << 20, 0, 8);
        assertThat(peers.raw(peers.serve(off, false), request)).startsWith("HTTP/1.1 503 ");
        assertThat(peers.raw(peers.serve(usedUp, false), request)).startsWith("HTTP/1.1 503 ");
        assertThat(peers.raw(peers.serve(off, true), request)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void get_strangerAndLimit_isSentAtThatRate() throws Exception {
        Endpoint server = peers.serve(new UploadLimits(2 << 20, 1 << 30, 8), false);
        ContentHash sha256 = peers.objects.add(content);
        String request = "GET " + PeerPaths.ofFile(sha256) + END + "\r\n";
        peers.raw(server, request);
        long startNanos = System.nanoTime();
        assertThat(body(peers.raw(server, request)).length()).isEqualTo(content.length);
        assertThat(System.nanoTime() - startNanos).isGreaterThan(400_000_000L);
    }
}
