package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** HTTP as RFC 9110 to 9112 say it, on a file in the cache: ranges, conditions, connections. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpTest {
    private static final String FILE = "potluck-tilde";

    private Scene scene;
    private String path;
    private byte[] content;

    HttpTest(@TempDir Path folder) throws IOException {
        scene = Scene.in(folder);
        path = scene.path(FILE);
        content = Files.readAllBytes(scene.archive().packageFile(FILE));
    }

    @BeforeAll
    void fillCache() throws IOException {
        scene.apt("apt").update().orFail();
        assertThat(scene.get(path).status()).isEqualTo(200);
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void get_oneRange_is206WithThoseBytes() throws IOException {
        for (String range : List.of("bytes=0-99", "bytes=1000-1999", "bytes=299000-")) {
            RawClient.Answer answer = scene.get(path, "Range: " + range);

            String[] ends = range.substring("bytes=".length()).split("-");
            int first = Integer.parseInt(ends[0]);
            int end = ends.length > 1 ? Integer.parseInt(ends[1]) + 1 : content.length;
            assertThat(answer.status()).isEqualTo(206);
            assertThat(answer.header("Content-Range"))
                    .isEqualTo("bytes " + first + "-" + (end - 1) + "/" + content.length);
            assertThat(answer.body().bytes()).isEqualTo(Arrays.copyOfRange(content, first, end));
        }
    }

    @Test
    void get_lastBytes_is206WithThem() throws IOException {
        RawClient.Answer answer = scene.get(path, "Range: bytes=-50");

        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.body().bytes())
                .isEqualTo(Arrays.copyOfRange(content, content.length - 50, content.length));
    }

    @Test
    void get_severalRanges_isMultipartOfThem() throws IOException {
        RawClient.Answer answer = scene.get(path, "Range: bytes=0-9,1000-1019");

        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.header("Content-Type")).startsWith("multipart/byteranges; boundary=");
        String body = new String(answer.body().bytes(), StandardCharsets.ISO_8859_1);
        assertThat(body)
                .containsIgnoringCase("Content-Range: bytes 0-9/" + content.length)
                .containsIgnoringCase("Content-Range: bytes 1000-1019/" + content.length)
                .contains(new String(content, 1000, 20, StandardCharsets.ISO_8859_1));
    }

    @Test
    void get_rangePastTheEnd_is416() throws IOException {
        RawClient.Answer answer = scene.get(path, "Range: bytes=999999999-");

        assertThat(answer.status()).isEqualTo(416);
        assertThat(answer.header("Content-Range")).isEqualTo("bytes */" + content.length);
    }

    @Test
    void get_rangeThatMakesNoSense_isWholeFile() throws IOException {
        for (String range : List.of("bytes=9-1", "bytes=a-b", "lines=1-2")) {
            RawClient.Answer answer = scene.get(path, "Range: " + range);

            assertThat(answer.status()).as(range).isEqualTo(200);
            assertThat(answer.body().sizeBytes()).isEqualTo(content.length);
        }
    }

    @Test
    void get_ifRange_isRangeOnlyWhenUnchanged() throws IOException {
        String etag = scene.get(path).header("ETag");
        assertThat(etag).startsWith("\"");

        assertThat(scene.get(path, "Range: bytes=0-9", "If-Range: " + etag).status())
                .isEqualTo(206);
        assertThat(scene.get(path, "Range: bytes=0-9", "If-Range: \"other\"").status())
                .isEqualTo(200);
    }

    @Test
    void get_conditional_is304WhenUnchanged() throws IOException {
        RawClient.Answer plain = scene.get(path);
        String etag = plain.header("ETag");
        String modified = plain.header("Last-Modified");

        assertThat(scene.get(path, "If-None-Match: " + etag).status()).isEqualTo(304);
        assertThat(scene.get(path, "If-None-Match: \"other\"").status()).isEqualTo(200);
        assertThat(scene.get(path, "If-Modified-Since: " + modified).status()).isEqualTo(304);
        assertThat(scene.get(path, "If-Modified-Since: Mon, 01 Jan 2001 00:00:00 GMT")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void head_cachedFile_hasHeadersOfGet() throws IOException {
        try (RawClient client = RawClient.to(scene.node().port())) {
            RawClient.Answer head = client.ask(scene.request("HEAD", path));
            RawClient.Answer get = client.ask(scene.request("GET", path));

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(content.length));
            assertThat(head.header("ETag")).isEqualTo(get.header("ETag"));
            assertThat(get.body().sizeBytes()).isEqualTo(content.length);
        }
    }

    @Test
    void get_tenPipelined_areAnsweredInOrder() throws IOException {
        try (RawClient client = RawClient.to(scene.node().port())) {
            for (int i = 0; i < 10; i++) {
                client.send(scene.request("GET", path, "Range: bytes=" + i + "-" + (i + 5)));
            }
            for (int i = 0; i < 10; i++) {
                RawClient.Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(206);
                assertThat(answer.body().bytes()).isEqualTo(Arrays.copyOfRange(content, i, i + 6));
            }
        }
    }

    @Test
    void get_http10_closesAfterAnswer() throws IOException {
        try (RawClient client = RawClient.to(scene.node().port())) {
            RawClient.Answer answer =
                    client.ask("GET " + scene.mirror().uri() + path + " HTTP/1.0");

            assertThat(answer.body().sizeBytes()).isEqualTo(content.length);
            assertThat(client.readByte()).isNegative();
        }
    }

    @Test
    void get_cachedFile_saysHitInCacheStatus() throws IOException {
        assertThat(scene.get(path).header("Cache-Status")).startsWith("potluck").contains("hit");
        assertThat(scene.get(scene.path(LocalArchive.TINY)).header("Cache-Status"))
                .startsWith("potluck")
                .contains("fwd=");
    }

    @Test
    void get_anyFile_passesViaAndNoHopByHopHeaders() throws IOException {
        String fresh = scene.path("libpotluck++6");
        RawClient.Answer answer = scene.get(
                fresh,
                "Connection: close, X-Hop",
                "X-Hop: secret",
                "Proxy-Authorization: Basic eDp5");

        assertThat(answer.header("Via")).containsIgnoringCase("potluck");
        assertThat(scene.mirror().requests())
                .filteredOn(request -> request.path().equals(fresh))
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.headers())
                        .containsKey("via")
                        .doesNotContainKeys("x-hop", "proxy-authorization"));
    }

    @Test
    void connect_notAllowedPort_isRefused() throws IOException {
        try (RawClient client = RawClient.to(scene.node().port())) {
            String target = "127.0.0.1:" + scene.mirror().port();

            assertThat(client.ask("CONNECT " + target + " HTTP/1.1", "Host: " + target)
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void get_nodeAsItsOwnMirror_endsWithAnError() throws IOException {
        String self = "127.0.0.1:" + scene.node().port();
        for (String target : List.of(
                "http://" + self + "/dists/stable/InRelease",
                "/" + self + "/" + self + "/" + self + "/dists/stable/InRelease",
                "http://" + self + "/" + self + "/" + self + "/pool/x.deb")) {
            try (RawClient client = RawClient.to(scene.node().port())) {
                RawClient.Answer answer =
                        client.ask("GET " + target + " HTTP/1.1", "Host: " + self);
                assertThat(answer.status()).as(target).isBetween(400, 599);
            }
        }
    }

    @Test
    void request_otherMethods_areRefused() throws IOException {
        for (String method : List.of("POST", "PUT", "DELETE", "TRACE")) {
            try (RawClient client = RawClient.to(scene.node().port())) {
                assertThat(client.ask(scene.request(method, path, "Content-Length: 0"))
                                .status())
                        .as(method)
                        .isIn(405, 501);
            }
        }
    }

    @Test
    void request_broken_is400OrClosed() throws IOException {
        for (String line :
                List.of("GET", "GET nonsense HTTP/1.1", "\u0001\u0002", "GET / HTTP/9.9")) {
            try (RawClient client = RawClient.to(scene.node().port())) {
                int status = client.askForStatus(line, "Host: localhost");
                assertThat(status == 0 || status >= 400)
                        .as(line + " -> " + status)
                        .isTrue();
            }
        }
        assertThat(scene.get(path).status()).isEqualTo(200);
    }

    @Test
    void request_hugeHeaders_isRefused() throws IOException {
        try (RawClient client = RawClient.to(scene.node().port())) {
            int status = client.askForStatus(
                    scene.request("GET", path, "X-Long: " + "a".repeat(200_000)));
            assertThat(status == 0 || status >= 400).isTrue();
        }
        assertThat(scene.get(path).status()).isEqualTo(200);
    }
}
