package dev.potluck.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potluck.api.ArchivePath;
import dev.potluck.cache.OpenBlob;
import dev.potluck.cache.StoredObject;
import dev.potluck.fetch.Answer;
import dev.potluck.fetch.CacheStatus;
import dev.potluck.hash.ContentHasher;
import dev.potluck.index.Validators;
import dev.potluck.net.Traffic;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Answers as clients see them. */
final class AnswerWriterTest {
    private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.UTF_8);
    private static final Validators VALIDATORS =
            new Validators("\"v1\"", "Mon, 01 Jan 2024 00:00:00 GMT");

    private final ProxyContext node = new ProxyContext();
    private final Traffic traffic = new Traffic();
    private final AnswerWriter writer = new AnswerWriter("potluck-test", traffic);
    private final List<String> cancelled = new ArrayList<>();
    private Consumer<HttpServerRequest> script = request -> {};
    private int port;

    @BeforeEach
    void start() throws Exception {
        port = node.await(() -> node.vertx
                .createHttpServer()
                .requestHandler(request -> script.accept(request))
                .listen(0, "127.0.0.1")
                .map(HttpServer::actualPort));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private RawHttp.Reply ask(String method, String... headers) throws Exception {
        return RawHttp.ask(port, method + " /x HTTP/1.1", headers);
    }

    private void stored(String path) {
        StoredObject object = new StoredObject(
                ContentHasher.sha256(CONTENT),
                CONTENT.length,
                0,
                0,
                0,
                0,
                -1,
                true,
                Optional.empty());
        script = request -> writer.write(
                request,
                new ArchivePath(path),
                new Answer.Stored(
                        object,
                        new OpenBlob.InMemory(ByteBuffer.wrap(CONTENT)),
                        VALIDATORS,
                        "",
                        CacheStatus.HIT));
    }

    /** A body of one buffer that flows once it is wanted. */
    private static final class Body implements ReadStream<Buffer> {
        private Handler<Buffer> handler = bytes -> {};
        private Handler<Void> endHandler = end -> {};
        private boolean hasEnded;

        @Override
        public Body exceptionHandler(Handler<Throwable> unused) {
            return this;
        }

        @Override
        public Body handler(Handler<Buffer> newHandler) {
            handler = newHandler;
            return this;
        }

        @Override
        public Body pause() {
            return this;
        }

        @Override
        public Body resume() {
            return fetch(1);
        }

        @Override
        public Body fetch(long amount) {
            if (!hasEnded) {
                hasEnded = true;
                handler.handle(Buffer.buffer(CONTENT));
                endHandler.handle(null);
            }
            return this;
        }

        @Override
        public Body endHandler(Handler<Void> newHandler) {
            endHandler = newHandler;
            return this;
        }
    }

    private void passed(int code, MultiMap headers) {
        script = request -> writer.pass(
                request,
                new Answer.Passed(
                        code,
                        headers,
                        new Body(),
                        () -> cancelled.add("cancelled"),
                        CacheStatus.PASSED));
    }

    /** The client may have the last byte before its server has counted it. */
    private void awaitServed(long bytes) {
        await().untilAsserted(() -> assertThat(traffic.totals().servedBytes()).isEqualTo(bytes));
    }

    @Test
    void write_storedFile_isWholeWithItsHeaders() throws Exception {
        stored("pool/a.deb");

        RawHttp.Reply reply = ask("GET");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("0123456789");
        assertThat(reply.header("Content-Length")).isEqualTo("10");
        assertThat(reply.header("ETag")).isEqualTo("\"v1\"");
        assertThat(reply.header("Last-Modified")).isEqualTo("Mon, 01 Jan 2024 00:00:00 GMT");
        assertThat(reply.header("Cache-Status")).isEqualTo("potluck; hit");
        assertThat(reply.header("Via")).isEqualTo("1.1 potluck-test");
        assertThat(reply.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        awaitServed(10);
    }

    @Test
    void write_head_hasTheLengthAndNoBody() throws Exception {
        stored("pool/a.deb");

        RawHttp.Reply reply = ask("HEAD", "Range: bytes=0-1");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Length")).isEqualTo("10");
        assertThat(reply.body()).isEmpty();
        assertThat(traffic.totals().servedBytes()).isZero();
    }

    @Test
    void write_conditions_areApplied() throws Exception {
        stored("pool/a.deb");

        RawHttp.Reply unchanged = ask("GET", "If-None-Match: \"v1\"");
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.body()).isEmpty();
        assertThat(unchanged.header("Content-Length")).isEmpty();
        assertThat(ask("GET", "If-None-Match: \"v0\"").status()).isEqualTo(200);
    }

    @Test
    void write_ranges_areCutOut() throws Exception {
        stored("pool/a.deb");

        RawHttp.Reply part = ask("GET", "Range: bytes=2-4");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.header("Content-Range")).isEqualTo("bytes 2-4/10");
        assertThat(part.body()).isEqualTo("234");
        RawHttp.Reply parts = ask("GET", "Range: bytes=0-0,8-9");
        assertThat(parts.status()).isEqualTo(206);
        assertThat(parts.header("Content-Type")).startsWith("multipart/byteranges; boundary=");
        assertThat(parts.header("Content-Length"))
                .isEqualTo(String.valueOf(parts.body().length()));
        assertThat(parts.body()).contains("\r\n\r\n0\r\n").contains("\r\n\r\n89\r\n");
        RawHttp.Reply beyond = ask("GET", "Range: bytes=10-");
        assertThat(beyond.status()).isEqualTo(416);
        assertThat(beyond.header("Content-Range")).isEqualTo("bytes */10");
        assertThat(beyond.body()).isEmpty();
    }

    @Test
    void write_page_mayNotSpeakForUs() throws Exception {
        stored("index.html");

        assertThat(ask("GET").header("Content-Security-Policy")).startsWith("sandbox;");
    }

    @Test
    void pass_mirrorsOwnAnswer_keepsItsHeadersAndAppendsOurs() throws Exception {
        passed(
                203,
                MultiMap.caseInsensitiveMultiMap()
                        .add("X-Mirror", "m")
                        .add("Content-Length", "10")
                        .add("Connection", "X-Hop")
                        .add("X-Hop", "h")
                        .add("Via", "1.0 one")
                        .add("Via", "1.1 two")
                        .add("Cache-Status", "\"a, b\"; hit")
                        .add("Cache-Status", "c; fwd=miss"));

        RawHttp.Reply reply = ask("GET");

        assertThat(reply.status()).isEqualTo(203);
        assertThat(reply.body()).isEqualTo("0123456789");
        assertThat(reply.header("X-Mirror")).isEqualTo("m");
        assertThat(reply.header("X-Hop")).isEmpty();
        assertThat(reply.header("Via")).isEqualTo("1.0 one, 1.1 two, 1.1 potluck-test");
        assertThat(reply.header("Cache-Status"))
                .isEqualTo("\"a, b\"; hit, c; fwd=miss, potluck; fwd=bypass; detail=mirror");
        assertThat(reply.header("Content-Security-Policy")).startsWith("sandbox;");
        awaitServed(10);
    }

    @Test
    void pass_mirrorWithoutProxies_hasOursAlone() throws Exception {
        passed(200, MultiMap.caseInsensitiveMultiMap());

        RawHttp.Reply reply = ask("GET");

        assertThat(reply.header("Via")).isEqualTo("1.1 potluck-test");
        assertThat(reply.header("Cache-Status")).isEqualTo("potluck; fwd=bypass; detail=mirror");
        assertThat(reply.header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(reply.body()).isEqualTo("a\r\n0123456789\r\n0\r\n\r\n");
        awaitServed(10);
    }

    @Test
    void pass_answersWithoutABody_letTheMirrorGo() throws Exception {
        passed(200, MultiMap.caseInsensitiveMultiMap().add("Content-Length", "10"));
        assertThat(ask("HEAD").body()).isEmpty();
        passed(304, MultiMap.caseInsensitiveMultiMap());
        assertThat(ask("GET").status()).isEqualTo(304);

        assertThat(node.await(() -> Future.succeededFuture(cancelled.size()))).isEqualTo(2);
        assertThat(traffic.totals().servedBytes()).isZero();
    }

    @Test
    void refuse_anything_isOneLineInBodyAndReason() throws Exception {
        script = request -> writer.refuse(request, 404, "no \u00fcber\r\nInjected: yes");

        RawHttp.Reply reply = ask("GET");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.header("Injected")).isEmpty();
        assertThat(reply.body()).startsWith("potluck: no ");
    }
}
