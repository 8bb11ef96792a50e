package dev.potluck.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A sender on a real server, read by a client with a plain socket. */
final class BodySenderTest {
    private static final int MAX_WAIT_SECONDS = 20;
    private static final int SIZE_BYTES = 3 << 20;

    private final byte[] content = new byte[SIZE_BYTES];
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final Promise<Long> sent = Promise.promise();
    private List<BodyPlan.Part> parts = List.of(new BodyPlan.Part("", 0, SIZE_BYTES));
    private GrowingFile source;
    private Socket client;

    @BeforeEach
    void connect(@TempDir Path folder) throws Exception {
        new Random(7).nextBytes(content);
        source = new GrowingFile(folder.resolve("file"));
        int port = await(() -> vertx.createHttpServer()
                .requestHandler(this::send)
                .listen(0, "127.0.0.1")
                .map(server -> server.actualPort()));
        client = new Socket("127.0.0.1", port);
        client.setSoTimeout(MAX_WAIT_SECONDS * 1_000);
    }

    private void send(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        long lengthBytes = new BodyPlan(200, parts, "", "").lengthBytes();
        if (lengthBytes == BodyPlan.UNKNOWN_SIZE) {
            response.setChunked(true);
        } else {
            response.putHeader("Content-Length", Long.toString(lengthBytes));
        }
        BodySender.send(request, source, parts).onComplete(sent);
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        source.file().close();
    }

    @Test
    void send_wholeFile_isWhole() throws Exception {
        source.write(content);
        grow(SIZE_BYTES);
        end();
        ask();
        assertThat(body()).isEqualTo(content);
        assertThat(sentBytes()).isEqualTo(SIZE_BYTES);
    }

    @Test
    void send_growingFile_followsWhatIsReleased() throws Exception {
        source.write(content);
        grow(1);
        ask();
        InputStream in = client.getInputStream();
        head(in);
        int at = 0;
        for (int released : new int[] {1, 2, 70_000, 70_001, 2_000_000, SIZE_BYTES}) {
            grow(released);
            assertThat(in.readNBytes(released - at))
                    .isEqualTo(Arrays.copyOfRange(content, at, released));
            at = released;
        }
        assertThat(sentBytes()).isEqualTo(SIZE_BYTES);
    }

    @Test
    void send_severalParts_goBackAndForth() throws Exception {
        parts = List.of(
                new BodyPlan.Part("<", SIZE_BYTES - 5, 5),
                new BodyPlan.Part("><", 0, 3),
                new BodyPlan.Part("><", 0, 200_000),
                new BodyPlan.Part(">", 0, 0));
        source.write(content);
        ask();
        head(client.getInputStream());
        grow(3);
        grow(SIZE_BYTES - 1);
        grow(SIZE_BYTES);
        InputStream in = client.getInputStream();
        assertThat(in.read()).isEqualTo('<');
        assertThat(in.readNBytes(5))
                .isEqualTo(Arrays.copyOfRange(content, SIZE_BYTES - 5, SIZE_BYTES));
        assertThat(in.readNBytes(2)).isEqualTo(new byte[] {'>', '<'});
        assertThat(in.readNBytes(3)).isEqualTo(Arrays.copyOf(content, 3));
        assertThat(in.readNBytes(2)).isEqualTo(new byte[] {'>', '<'});
        assertThat(in.readNBytes(200_000)).isEqualTo(Arrays.copyOf(content, 200_000));
        assertThat(in.read()).isEqualTo('>');
        assertThat(sentBytes()).isEqualTo(200_008);
    }

    @Test
    void send_emptyFile_ends() throws Exception {
        parts = List.of(new BodyPlan.Part("", 0, 0));
        ask();
        assertThat(body()).isEmpty();
        assertThat(sentBytes()).isZero();
    }

    @Test
    void send_unknownSize_endsWithTheSource() throws Exception {
        parts = List.of(new BodyPlan.Part("", 0, BodyPlan.UNKNOWN_SIZE));
        source.write(new byte[] {'a', 'b', 'c'});
        ask();
        grow(3);
        end();
        assertThat(sentBytes()).isEqualTo(3);
        client.shutdownOutput();
        assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .endsWith("\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    }

    @Test
    void send_sourceFails_cutsTheConnection() throws Exception {
        source.write(content);
        grow(100);
        ask();
        InputStream in = client.getInputStream();
        head(in);
        assertThat(in.readNBytes(100)).isEqualTo(Arrays.copyOf(content, 100));
        run(() -> source.fail(new IOException("wrong content")));
        assertThat(readToCut(in)).isZero();
        assertThatThrownBy(this::sentBytes).hasRootCauseMessage("wrong content");
    }

    @Test
    void send_sourceFailsBehindTheRange_isOfNoConcern() throws Exception {
        parts = List.of(new BodyPlan.Part("", 10, 20));
        source.write(content);
        run(() -> source.release(30));
        run(() -> source.fail(new IOException("wrong content")));
        ask();
        assertThat(body()).isEqualTo(Arrays.copyOfRange(content, 10, 30));
        assertThat(sentBytes()).isEqualTo(20);
    }

    @Test
    void send_fileShorterThanAnnounced_cutsTheConnection() throws Exception {
        source.write(Arrays.copyOf(content, 100));
        run(() -> source.release(100));
        end();
        ask();
        InputStream in = client.getInputStream();
        head(in);
        assertThat(readToCut(in)).isLessThan(SIZE_BYTES);
        assertThatThrownBy(this::sentBytes).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void send_fileTruncatedOnDisk_cutsTheConnection() throws Exception {
        source.write(Arrays.copyOf(content, 100));
        grow(SIZE_BYTES);
        ask();
        assertThat(readToCut(client.getInputStream())).isLessThan(SIZE_BYTES);
        assertThatThrownBy(this::sentBytes).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void send_clientGoesAway_failsAndListensNoMore() throws Exception {
        source.write(content);
        grow(100);
        ask();
        head(client.getInputStream());
        client.setSoLinger(true, 0);
        client.close();
        assertThatThrownBy(this::sentBytes).isInstanceOf(ExecutionException.class);
        grow(SIZE_BYTES);
        end();
    }

    /** What a client does not read stays in the file: the server keeps no more than a slice. */
    @Test
    void send_clientThatDoesNotRead_isWaitedFor() throws Exception {
        long largeBytes = 64L << 20;
        parts = List.of(new BodyPlan.Part("", 0, largeBytes));
        for (long at = 0; at < largeBytes; at += SIZE_BYTES) {
            source.write(content);
        }
        run(() -> source.release(largeBytes));
        ask();
        InputStream in = client.getInputStream();
        head(in);
        assertThat(in.readNBytes(1_000)).isEqualTo(Arrays.copyOf(content, 1_000));
        run(() -> {}); // the context is free although the client is not
        assertThat(sent.future().isComplete()).isFalse();
        in.skipNBytes(largeBytes - 1_000);
        assertThat(sentBytes()).isEqualTo(largeBytes);
    }

    private void ask() throws IOException {
        client.getOutputStream()
                .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private void grow(long bytes) throws Exception {
        run(() -> source.release(bytes));
    }

    private void end() throws Exception {
        run(source::end);
    }

    private byte[] body() throws IOException {
        InputStream in = client.getInputStream();
        int length = Integer.parseInt(head(in).replaceAll("(?s).*content-length: (\\d+).*", "$1"));
        return in.readNBytes(length);
    }

    /** Reads up to the blank line, in lower case. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).isNotNegative();
            head.append((char) next);
        }
        return head.toString().toLowerCase(Locale.ROOT);
    }

    /** How much comes before the connection ends, however it does. */
    private static long readToCut(InputStream in) {
        long bytes = 0;
        try {
            while (in.read() >= 0) {
                bytes++;
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection stays open", e);
        } catch (IOException reset) {
            assertThat(reset).isInstanceOf(SocketException.class);
        }
        return bytes;
    }

    private long sentBytes() throws Exception {
        return sent.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void run(Runnable code) throws Exception {
        await(() -> {
            code.run();
            return Future.succeededFuture(true);
        });
    }

    private <T> T await(Callable<Future<T>> code) throws Exception {
        Promise<T> promise = Promise.promise();
        context.runOnContext(start -> {
            try {
                code.call().onComplete(promise);
            } catch (Exception e) {
                promise.fail(e);
            }
        });
        return promise.future()
                .toCompletionStage()
                .toCompletableFuture()
                .get(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    }
}
