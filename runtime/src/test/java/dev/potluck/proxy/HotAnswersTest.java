package dev.potluck.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potluck.api.ArchivePath;
import dev.potluck.cache.OpenBlob;
import dev.potluck.cache.StoredObject;
import dev.potluck.fetch.Answer;
import dev.potluck.fetch.CacheStatus;
import dev.potluck.hash.ContentHasher;
import dev.potluck.index.ClientView;
import dev.potluck.index.Validators;
import dev.potluck.net.ClientRules;
import dev.potluck.net.Reach;
import dev.potluck.net.Traffic;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** A server that has nothing but hot answers; what it does not have is 599. */
final class HotAnswersTest {
    private static final int NOT_HOT = 599;
    private static final byte[] CONTENT = "hot content".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path home;

    private final ProxyContext node = new ProxyContext();
    private final Traffic traffic = new Traffic();
    private final ClientView view = ClientView.ofAddress();
    private ProxyFixture below;
    private HotAnswers hot;
    private ClientViews views;
    private Reach reach = Reach.MACHINE;
    private CacheStatus status = CacheStatus.HIT;
    private Object version = new Object();
    private int port;
    private final Promise<Boolean> begun = Promise.promise();
    private final Promise<Boolean> wroteToNobody = Promise.promise();

    @BeforeEach
    void start() throws Exception {
        below = new ProxyFixture(home, ClientRules.LOOPBACK);
        hot = new HotAnswers(below.fetcher, traffic);
        version = below.fetcher.version(view).orElseThrow();
        views = node.await(() -> Future.succeededFuture(new ClientViews(
                node.vertx,
                ClientRules.LOOPBACK,
                address -> reach,
                (client, uri) -> Future.succeededFuture(Optional.empty()))));
        port = node.await(() -> node.vertx
                .createHttpServer()
                .connectionHandler(views::opened)
                .requestHandler(this::handle)
                .listen(0, "127.0.0.1")
                .map(HttpServer::actualPort));
    }

    /**
     * {@code X-Keep} makes it write an answer and keep it, {@code X-Gone} only once the client has
     * gone; anything else asks for a hot one.
     */
    private void handle(HttpServerRequest request) {
        if (request.headers().contains("X-Keep")) {
            writeAndKeep(request);
        } else if (request.headers().contains("X-Gone")) {
            request.response().closeHandler(closed -> {
                writeAndKeep(request);
                wroteToNobody.complete(true);
            });
            begun.complete(true);
        } else if (!hot.answer(request, views.of(request))) {
            request.response().setStatusCode(NOT_HOT).end();
        }
    }

    private void writeAndKeep(HttpServerRequest request) {
        Answer.Stored answer = answer();
        new AnswerWriter("test", new Traffic()).write(request, new ArchivePath("a.deb"), answer);
        hot.keep(request, reach, version, answer);
    }

    private Answer.Stored answer() {
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
        return new Answer.Stored(
                object,
                new OpenBlob.InMemory(ByteBuffer.wrap(CONTENT)),
                new Validators("\"v1\"", ""),
                "",
                status);
    }

    @AfterEach
    void stop() {
        node.close();
        below.close();
    }

    private RawHttp.Reply get(String target, String... headers) throws Exception {
        return RawHttp.get(port, target, headers);
    }

    private void keep(String target, String... headers) throws Exception {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "X-Keep: 1";
        assertThat(get(target, all).status()).isLessThan(400);
    }

    @Test
    void answer_keptForTheSameRequestLine_isTheSame() throws Exception {
        RawHttp.Reply first = get("/h/a.deb", "X-Keep: 1");

        RawHttp.Reply again = get("/h/a.deb");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo("hot content").isEqualTo(first.body());
        assertThat(again.headers()).containsAll(first.headers());
        await().untilAsserted(
                        () -> assertThat(traffic.totals().servedBytes()).isEqualTo(CONTENT.length));
        assertThat(get("/h/b.deb").status()).isEqualTo(NOT_HOT);
    }

    @Test
    void answer_requestThatIsNotPlain_isNotHot() throws Exception {
        keep("/h/a.deb");

        for (String header : new String[] {
            "Range: bytes=0-1",
            "If-None-Match: \"v1\"",
            "If-Modified-Since: Mon, 01 Jan 2024 00:00:00 GMT",
            "Authorization: Basic eDp5"
        }) {
            assertThat(get("/h/a.deb", header).status()).as(header).isEqualTo(NOT_HOT);
        }
        assertThat(RawHttp.ask(port, "HEAD /h/a.deb HTTP/1.1").status()).isEqualTo(NOT_HOT);
    }

    @Test
    void answer_indexesHaveChangedSince_isNotHot() throws Exception {
        version = new Object();
        keep("/h/a.deb");

        assertThat(get("/h/a.deb").status()).isEqualTo(NOT_HOT);
    }

    @Test
    void answer_clientOfLessReach_isNotHot() throws Exception {
        reach = Reach.NETWORK;
        keep("/h/a.deb");

        assertThat(get("/h/a.deb").status()).isEqualTo(200);
        reach = Reach.INTERNET;
        assertThat(get("/h/a.deb").status()).isEqualTo(NOT_HOT);
        reach = Reach.MACHINE;
        assertThat(get("/h/a.deb").status()).isEqualTo(200);
    }

    @Test
    void keep_clientThatHadGoneAway_isNotKept() throws Exception {
        try (Socket client = new Socket("127.0.0.1", port)) {
            client.getOutputStream()
                    .write("GET /h/a.deb HTTP/1.1\r\nHost: h\r\nX-Gone: 1\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            node.await(begun::future);
        }
        node.await(wroteToNobody::future);

        assertThat(get("/h/a.deb").status()).isEqualTo(NOT_HOT);
    }

    @Test
    void keep_whatIsNoPlainHit_isNotKept() throws Exception {
        keep("/h/part", "Range: bytes=0-1");
        keep("/h/unchanged", "If-None-Match: \"v1\"");
        status = CacheStatus.INDEX_HIT;
        keep("/h/index");

        for (String target : new String[] {"/h/part", "/h/unchanged", "/h/index"}) {
            assertThat(get(target).status()).as(target).isEqualTo(NOT_HOT);
        }
    }
}
