package dev.potluck.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potluck.fetch.FetchProgress;
import dev.potluck.net.ClientRules;

import io.vertx.core.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What happens to requests that a client sends before it has the answers to those before. */
final class LookAheadTest {
    private static final int MAX_WAIT_MS = 20_000;
    private static final int FILES = 30;

    @TempDir
    Path home;

    private ProxyFixture proxy;
    private Socket client;

    /** A listed package of the number. */
    private static String name(int number) {
        return "%02d.pkg".formatted(number);
    }

    @BeforeEach
    void start() throws Exception {
        proxy = new ProxyFixture(home, ClientRules.LOOPBACK);
        Map<String, String> files = new TreeMap<>();
        IntStream.range(0, FILES).forEach(i -> files.put(name(i), "content " + name(i)));
        proxy.list("/", files);
        proxy.getCached("/", name(0));
        proxy.asked.clear();
        proxy.holds = path -> path.endsWith(".pkg");
        client = new Socket("127.0.0.1", proxy.port);
        client.setSoTimeout(MAX_WAIT_MS);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        proxy.close();
    }

    private String request(String method, String path, String... headers) {
        List<String> lines = new ArrayList<>();
        lines.add(method + " " + proxy.url(path) + " HTTP/1.1");
        lines.add("Host: potluck");
        lines.addAll(List.of(headers));
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    /** Sends requests in one packet, as apt does. */
    private void send(String... requests) throws IOException {
        client.getOutputStream()
                .write(String.join("", requests).getBytes(StandardCharsets.ISO_8859_1));
    }

    private String[] packages(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> request("GET", "/" + name(i)))
                .toArray(String[]::new);
    }

    private void awaitAsked(int files) {
        await().untilAsserted(() -> assertThat(proxy.asked).hasSize(files));
    }

    private List<FetchProgress> fetches() throws Exception {
        return proxy.node.await(() -> Future.succeededFuture(proxy.fetcher.underWay()));
    }

    @Test
    void pipelined_severalFiles_mirrorIsAskedForAllAtOnceAndAnswersKeepTheirOrder()
            throws Exception {
        send(packages(1, 5));
        awaitAsked(4);
        proxy.letGo();
        send(request("GET", "/" + name(0), "Connection: close"));

        String answers =
                new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

        assertThat(answers.split("HTTP/1.1 200 OK")).hasSize(1 + 5);
        assertThat(answers)
                .containsSubsequence(
                        "content 01.pkg", "content 02.pkg", "content 03.pkg", "content 04.pkg");
        assertThat(answers.lines().filter(line -> line.contains("fwd=uri-miss; stored")))
                .as("what was begun for the client was no hit")
                .hasSize(4);
        assertThat(proxy.asked).hasSize(4);
    }

    @Test
    void pipelined_many_tenAreBegunAheadOfTheFirst() throws Exception {
        send(packages(1, FILES));
        awaitAsked(1 + LookAhead.MAX_BEGUN);
        assertThat(fetches())
                .hasSize(1 + LookAhead.MAX_BEGUN)
                .allMatch(fetch -> fetch.readers() == 1);

        proxy.letGo();

        awaitAsked(FILES - 1);
    }

    @Test
    void pipelined_clientLeaves_nothingIsHeldForIt() throws Exception {
        send(packages(1, 5));
        awaitAsked(4);

        client.close();
        proxy.letGo();

        await().until(() -> fetches().isEmpty());
        RawHttp.Reply later = proxy.get("/" + name(4));
        assertThat(later.body()).isEqualTo("content 04.pkg");
        assertThat(later.header("Cache-Status")).isEqualTo("potluck; hit");
    }

    @Test
    void pipelined_whatMayBeOneClientsOwn_waitsForItsTurn() throws Exception {
        send(
                request("GET", "/" + name(1)),
                request("GET", "/" + name(2), "Authorization: Basic YTpi"),
                request("GET", "/" + name(3), "Cookie: a=b"),
                request("GET", "/" + name(4) + "?query"),
                request("HEAD", "/" + name(5)),
                request("GET", "/unlisted.pkg"),
                request("GET", "/" + name(6)));
        awaitAsked(2);
        assertThat(proxy.asked).containsExactlyInAnyOrder("/" + name(1), "/" + name(6));

        proxy.letGo();

        awaitAsked(7);
    }

    @Test
    void pipelined_listedAnewBeforeItsTurn_isWhatIsListedNow() throws Exception {
        send(
                request("GET", "/" + name(1)),
                request("GET", "/LIST"),
                request("GET", "/x.idx"),
                request("GET", "/" + name(2), "Connection: close"));
        awaitAsked(3); // LIST was looked at ahead, too
        proxy.list("/", Map.of(name(2), "other content"));

        proxy.letGo();

        String answers =
                new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(answers).endsWith("other content");
    }

    @Test
    void pipelined_rootsOfSeveralArchives_areLookedAtAtOnce() throws Exception {
        proxy.list("/a/", Map.of("x.pkg", "x"));
        proxy.list("/b/", Map.of("y.pkg", "y"));
        proxy.holds = path -> path.endsWith("/LIST");
        send(request("GET", "/a/LIST"), request("GET", "/b/LIST", "Connection: close"));

        awaitAsked(2);

        proxy.letGo();
        String answers =
                new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(answers.split("HTTP/1.1 200 OK")).hasSize(1 + 2);
    }
}
