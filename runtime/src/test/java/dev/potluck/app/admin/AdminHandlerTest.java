package dev.potluck.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.app.admin.NodeStatus.ArchiveStatus;
import dev.potluck.app.admin.NodeStatus.CacheStatus;
import dev.potluck.app.admin.NodeStatus.DhtStatus;
import dev.potluck.app.admin.NodeStatus.FetchStatus;
import dev.potluck.app.admin.NodeStatus.MirrorStatus;
import dev.potluck.app.admin.NodeStatus.PluginStatus;
import dev.potluck.app.admin.NodeStatus.Problem;
import dev.potluck.app.admin.NodeStatus.SnapshotStatus;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.net.Traffic;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

final class AdminHandlerTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final int TIMEOUT_S = 30;
    private static final String HOSTILE_HASH = "%3Cscript%3E";
    private static final String HOSTILE = "<script>alert(1)</script>";

    private static Vertx vertx;
    private static HttpClient client;
    private static int port;

    private record Reply(int status, MultiMap headers, String body) {}

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        client = vertx.createHttpClient();
        AdminHandler handler =
                new AdminHandler(vertx, "build", () -> NOW, AdminHandlerTest::status, new Twin());
        port = vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(TIMEOUT_S, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(TIMEOUT_S, TimeUnit.SECONDS);
    }

    /** A DHT that knows one node, and is too busy for keys of zeros. */
    private static final class Twin implements DhtView {
        @Override
        public Future<JsonObject> nodes() {
            return Future.succeededFuture(new JsonObject().put("id", "me"));
        }

        @Override
        public Future<JsonObject> lookup(NodeId key) {
            return key.equals(NodeId.ofHex("0".repeat(40)))
                    ? Future.failedFuture(new UnavailableException("It is busy."))
                    : Future.succeededFuture(new JsonObject().put("key", key.toString()));
        }
    }

    private static NodeStatus status() {
        return new NodeStatus(
                "1.2",
                "c0ffee",
                3700,
                new Traffic.Totals(1000, 700, 100, 200, 50, 5),
                new CacheStatus(
                        12_345,
                        5_000_000,
                        20_000_000,
                        "lru",
                        "",
                        NodeStatus.CacheStatus.Deltas.NONE),
                DhtStatus.OFF,
                NodeStatus.PeersStatus.NONE,
                List.of(new PluginStatus(
                        "p", "1", "does", List.of("ArchiveFormat debian"), "hung " + HOSTILE)),
                List.of(new ArchiveStatus(
                        HOSTILE,
                        "debian",
                        true,
                        List.of(new MirrorStatus(
                                "http://m/", "fails", Optional.of(Instant.EPOCH), HOSTILE)))),
                List.of(new SnapshotStatus("a", "dists/x/InRelease", NOW.minusSeconds(90), "ok")),
                List.of(new FetchStatus("x.deb", "mirror", 5, Optional.empty(), 2)),
                List.of(new Problem(NOW.minusSeconds(5), "gone " + HOSTILE, 3)));
    }

    private static Reply ask(HttpMethod method, String path, String host) throws Exception {
        return client.request(new RequestOptions()
                        .setMethod(method)
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setURI(path)
                        .putHeader("Host", host))
                // Within one turn of the event loop: a body that nobody waits for yet is lost.
                .compose(request -> request.send()
                        .compose(response -> response.body()
                                .map(body -> new Reply(
                                        response.statusCode(),
                                        response.headers(),
                                        body.toString()))))
                .toCompletionStage()
                .toCompletableFuture()
                .get(TIMEOUT_S, TimeUnit.SECONDS);
    }

    private static Reply get(String path) throws Exception {
        return ask(HttpMethod.GET, path, "localhost");
    }

    @Test
    void dht_nodes_areTold() throws Exception {
        Reply reply = get("/-/api/v1/dht/nodes");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(new JsonObject(reply.body()).getString("id")).isEqualTo("me");
    }

    @Test
    void dht_lookup_takesAHashAsPeopleWriteIt() throws Exception {
        String key = "0123456789abcdef".repeat(2) + "01234567";
        String sha256 = key + "f".repeat(24);
        for (String written : List.of(key, sha256, "sha256:" + sha256.toUpperCase(Locale.ROOT))) {
            Reply reply = get("/-/api/v1/dht/lookup?hash=" + written);
            assertThat(reply.status()).as(written).isEqualTo(200);
            assertThat(new JsonObject(reply.body()).getString("key")).isEqualTo(key);
        }
    }

    @Test
    void dht_nonsenseOrBusy_isRefusedWithAReason() throws Exception {
        for (String hash : List.of("", "12", "g".repeat(64), "0".repeat(41), HOSTILE_HASH)) {
            Reply reply = get("/-/api/v1/dht/lookup?hash=" + hash);
            assertThat(reply.status()).as(hash).isEqualTo(400);
            assertThat(reply.body()).startsWith("potluck: ").contains("64");
        }
        assertThat(get("/-/api/v1/dht/lookup?hash=" + "0".repeat(64)))
                .satisfies(reply -> assertThat(reply.status()).isEqualTo(503))
                .satisfies(reply -> assertThat(reply.body()).contains("It is busy."));
        assertThat(get("/-/api/v1/dht/other").status()).isEqualTo(404);
    }

    @Test
    void status_get_hasThePromisedFields() throws Exception {
        JsonObject json = new JsonObject(get("/-/api/v1/status").body());
        assertThat(json.fieldNames())
                .contains(
                        "version", "nodeId", "uptimeSeconds", "traffic", "cache", "dht", "plugins");
        assertThat(json.getJsonObject("traffic").fieldNames())
                .containsExactly(
                        "servedBytes",
                        "fromCacheBytes",
                        "fromPeersBytes",
                        "fromMirrorBytes",
                        "uploadedBytes",
                        "wastedBytes");
        assertThat(json.getJsonObject("cache").fieldNames())
                .containsExactly(
                        "objects", "bytes", "quotaBytes", "policy", "policyProblem", "deltas");
        assertThat(json.getJsonObject("dht").getString("reachability")).isEqualTo("off");
        assertThat(json.getJsonArray("plugins").getJsonObject(0).getString("problem"))
                .startsWith("hung");
        assertThat(json.getJsonArray("fetches").getJsonObject(0).containsKey("sizeBytes"))
                .isTrue();
    }

    @Test
    void metrics_get_countInTheTextFormat() throws Exception {
        Reply reply = get("/-/metrics");
        assertThat(reply.headers().get("Content-Type")).startsWith("text/plain; version=0.0.4");
        assertThat(reply.body())
                .contains("# TYPE potluck_served_bytes_total counter")
                .contains("potluck_served_bytes_total 1000.0")
                .contains("potluck_cache_objects 12345.0")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void page_hostileValues_areEscaped() throws Exception {
        String page = get("/").body();
        assertThat(page).doesNotContain(HOSTILE).contains("&lt;script&gt;alert(1)");
        assertThat(page).contains("12,345 files", "1 min ago", "3 times", "1 h 1 min");
    }

    @Test
    void page_policy_allowsItsOwnStyleAndScriptOnly() throws Exception {
        Reply reply = get("/");
        String policy = reply.headers().get("Content-Security-Policy");
        assertThat(policy)
                .startsWith("default-src 'none'")
                .contains("style-src '" + hash(between(reply.body(), "<style>", "</style>")))
                .contains("script-src '" + hash(between(reply.body(), "<script>", "</script>")))
                .doesNotContain("unsafe");
    }

    private static String between(String text, String open, String close) {
        int start = text.indexOf(open) + open.length();
        return text.substring(start, text.indexOf(close, start));
    }

    private static String hash(String text) throws Exception {
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }

    @Test
    void handle_otherName_isMisdirected() throws Exception {
        assertThat(ask(HttpMethod.GET, "/-/api/v1/status", "evil.example").status())
                .isEqualTo(421);
        assertThat(ask(HttpMethod.GET, "/", "evil.example").body()).doesNotContain("c0ffee");
        assertThat(ask(HttpMethod.GET, "/-/health", "evil.example").body()).isEqualTo("ok\n");
    }

    @Test
    void handle_otherMethod_isRefused() throws Exception {
        Reply reply = ask(HttpMethod.POST, "/", "localhost");
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.headers().get("Allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void handle_head_hasTheLengthAndNoBody() throws Exception {
        Reply reply = ask(HttpMethod.HEAD, "/-/health", "localhost");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers().get("Content-Length")).isEqualTo("3");
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void handle_unknownPath_isNotFound() throws Exception {
        assertThat(get("/-/nothing").status()).isEqualTo(404);
    }
}
