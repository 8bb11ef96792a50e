package dev.potluck.mirror;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.head;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;

import dev.potluck.mirror.MirrorException.Kind;
import dev.potluck.mirror.MirrorSettings.Timeouts;
import dev.potluck.net.AddressRules;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;

/** One request against a mirror: heads, bodies, redirects, and mirrors that misbehave. */
final class MirrorClientTest {
    /** Names that the machine's resolver does not know; all lead to the mirrors of the test. */
    private static final Map<String, String> HOSTS =
            Map.of("inside", "127.0.0.1", "other", "127.0.0.1", "rebound", "127.0.0.1");

    private final NodeContext node = new NodeContext();
    private final WireMockServer server =
            new WireMockServer(WireMockConfiguration.options().dynamicPort());
    private MirrorClient client;
    private Mirror mirror;

    @BeforeEach
    void start() throws Exception {
        server.start();
        mirror = Mirror.parse("http://localhost:" + server.port() + "/debian/");
        client = client(Timeouts.DEFAULT);
    }

    @AfterEach
    void stop() throws Exception {
        node.run(client::close);
        node.close();
        server.stop();
    }

    private MirrorClient client(Timeouts timeouts) throws Exception {
        MirrorSettings settings = MirrorSettings.defaults("potluck").with(timeouts);
        return node.await(() -> Future.succeededFuture(new MirrorClient(
                node.vertx, settings, AddressRules.PUBLIC_ONLY, System::nanoTime, this::resolve)));
    }

    private InetAddress[] resolve(String host) throws UnknownHostException {
        return InetAddress.getAllByName(HOSTS.getOrDefault(host, host));
    }

    private MirrorRequest request(String path) {
        return MirrorRequest.get(mirror, "/debian/" + path);
    }

    private MirrorResponse send(MirrorRequest request) throws Exception {
        return node.await(() -> client.send(request));
    }

    private MirrorException failure(MirrorRequest request) {
        return NodeContext.failure(() -> send(request));
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

    @Test
    void send_plainFile_givesHeadThenPausedBody() throws Exception {
        server.stubFor(get("/debian/x%2By?q=1")
                .willReturn(aResponse().withBody("hello").withHeader("ETag", "\"e\"")));

        MirrorResponse response = send(request("x%2By?q=1"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().get("etag")).isEqualTo("\"e\"");
        assertThat(response.receivedBytes()).isZero();
        assertThat(body(response)).hasToString("hello");
    }

    @Test
    void send_headersOfClient_arePassedOnWithOurVia() throws Exception {
        server.stubFor(get("/debian/x").willReturn(aResponse().withStatus(304)));
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("If-None-Match", "\"e\"")
                .add("Host", "elsewhere")
                .add("Connection", "X-Secret")
                .add("X-Secret", "1")
                .add("User-Agent", "apt")
                .add("Via", "1.0 first");

        MirrorResponse response =
                send(new MirrorRequest(HttpMethod.GET, mirror, "/debian/x", headers));

        assertThat(response.status()).isEqualTo(304);
        assertThat(body(response).length()).isZero();
        server.verify(getRequestedFor(urlEqualTo("/debian/x"))
                .withHeader("If-None-Match", equalTo("\"e\""))
                .withHeader("Host", equalTo(mirror.authority()))
                .withHeader("User-Agent", equalTo("apt"))
                .withHeader("Via", equalTo("1.0 first, 1.1 potluck"))
                .withHeader("X-Secret", absent()));
    }

    @Test
    void send_head_hasTheLengthAndNoBody() throws Exception {
        server.stubFor(head(urlEqualTo("/debian/x"))
                .willReturn(aResponse().withHeader("Content-Length", "1234")));

        MirrorResponse response = send(new MirrorRequest(
                HttpMethod.HEAD, mirror, "/debian/x", MultiMap.caseInsensitiveMultiMap()));

        assertThat(response.contentLength()).hasValue(1234);
        assertThat(body(response).length()).isZero();
    }

    @Test
    void send_compressedAnswer_isNotDecompressed() throws Exception {
        byte[] gzip = {31, (byte) 139, 8, 0, 1, 2, 3};
        server.stubFor(get("/debian/x")
                .willReturn(aResponse().withBody(gzip).withHeader("Content-Encoding", "gzip")));

        assertThat(body(send(request("x"))).getBytes()).isEqualTo(gzip);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void send_redirectOnTheSameHost_isFollowed(int status) throws Exception {
        server.stubFor(get("/debian/x")
                .willReturn(aResponse().withStatus(status).withHeader("Location", "../y?z")));
        server.stubFor(get("/y?z").willReturn(aResponse().withBody("moved")));

        MirrorResponse response = send(request("x"));

        assertThat(body(response)).hasToString("moved");
    }

    @Test
    void send_redirectLoop_fails() {
        server.stubFor(get("/debian/x")
                .willReturn(aResponse().withStatus(302).withHeader("Location", "y")));
        server.stubFor(get("/debian/y")
                .willReturn(aResponse().withStatus(302).withHeader("Location", "x")));

        MirrorException failure = failure(request("x"));

        assertThat(failure.kind()).isEqualTo(Kind.TOO_MANY_REDIRECTS);
        assertThat(failure).hasMessageContaining("loop");
    }

    @Test
    void send_endlessRedirects_failAfterTheLimit() {
        for (int i = 0; i < 10; i++) {
            server.stubFor(get("/debian/" + i)
                    .willReturn(aResponse().withStatus(302).withHeader("Location", "" + (i + 1))));
        }

        MirrorException failure = failure(request("0"));

        assertThat(failure.kind()).isEqualTo(Kind.TOO_MANY_REDIRECTS);
        server.verify(1, getRequestedFor(urlEqualTo("/debian/5")));
        server.verify(0, getRequestedFor(urlEqualTo("/debian/6")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.0.0.1/",
                "http://169.254.169.254/latest/meta-data/",
                "http://[::1]/",
                "http://[::ffff:127.0.0.1]/",
                "http://2130706433/",
                "http://inside/",
                "//127.0.0.1/",
                "file:///etc/passwd",
                "http://user@elsewhere/",
            })
    void send_redirectToAnotherHostInside_isForbidden(String location) {
        server.stubFor(get("/debian/x")
                .willReturn(aResponse().withStatus(302).withHeader("Location", location)));

        assertThat(failure(request("x")).kind()).isEqualTo(Kind.FORBIDDEN_REDIRECT);
    }

    @Test
    void send_statusesAndFaults_areToldApart() throws Exception {
        server.stubFor(get("/debian/gone").willReturn(aResponse().withStatus(404)));
        server.stubFor(get("/debian/reset")
                .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
        server.stubFor(
                get("/debian/empty").willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));

        assertThat(send(request("gone")).status()).isEqualTo(404);
        assertThat(failure(request("reset")).kind()).isEqualTo(Kind.TRUNCATED);
        assertThat(failure(request("empty")).kind()).isEqualTo(Kind.TRUNCATED);
    }

    @Test
    void send_answerComesTooLate_timesOut() throws Exception {
        server.stubFor(get("/debian/late").willReturn(aResponse().withFixedDelay(5_000)));
        MirrorClient impatient = client(new Timeouts(5_000, 50, 5_000));

        MirrorException failure =
                NodeContext.failure(() -> node.await(() -> impatient.send(request("late"))));

        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        node.run(impatient::close);
    }

    @Test
    void send_nobodyListensOrNoSuchHost_isRefused() throws Exception {
        server.stop();
        assertThat(failure(request("x")).kind()).isEqualTo(Kind.REFUSED);

        mirror = Mirror.parse("http://host.invalid/");
        assertThat(failure(request("x")))
                .hasMessageContaining("host.invalid has no address")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED));
    }
}
