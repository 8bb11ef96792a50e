package dev.potluck.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potluck.net.ClientRules;
import dev.potluck.net.Reach;
import dev.potluck.net.Traffic;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;

/** From a request line to an answer: who may ask for what. */
final class ProxyServerTest {
    @TempDir
    Path home;

    private ProxyFixture proxy;

    @BeforeEach
    void start() throws Exception {
        proxy = new ProxyFixture(home, ClientRules.LOOPBACK);
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    @Test
    void get_fileOfAMirrorOnThisMachine_isForClientsOnIt() throws Exception {
        proxy.files.put("/a.bin", "content");

        RawHttp.Reply reply = proxy.get("/a.bin");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("content");
        assertThat(reply.header("Cache-Status")).contains("fwd=uri-miss");
        assertThat(reply.header("Via")).isEqualTo("1.1 " + ProxyFixture.VIA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "127.1", "[::1]", "2130706433"})
    void get_thisMachineFromElsewhere_isForbiddenAndNotAsked(String host) throws Exception {
        proxy.reach = Reach.NETWORK;

        for (String path : List.of("/a.bin", "/a.bin?query", "/LIST", "/folder/")) {
            RawHttp.Reply reply =
                    RawHttp.get(proxy.port, "http://" + host + ":" + proxy.mirrorPort + path);
            assertThat(reply.status()).as(path).isEqualTo(403);
            assertThat(reply.body()).contains("clients elsewhere may not ask");
        }
        assertThat(proxy.asked).isEmpty();
    }

    @Test
    void get_whatAClientHereHasInTheCache_isStillForbiddenElsewhere() throws Exception {
        proxy.list("/", "a.pkg", "content");
        proxy.getCached("/", "a.pkg");
        assertThat(proxy.get("/a.pkg").status()).isEqualTo(200); // kept as a hot answer by now
        int asked = proxy.asked.size();

        proxy.reach = Reach.INTERNET;
        for (String path : List.of("/a.pkg", "/x.idx", "/LIST")) {
            assertThat(proxy.get(path).status()).as(path).isEqualTo(403);
        }
        assertThat(proxy.asked).hasSize(asked);

        proxy.reach = Reach.MACHINE;
        assertThat(proxy.get("/a.pkg").body()).isEqualTo("content");
    }

    @Test
    void get_mirrorOfTheSettingsOnThisMachine_isForAllClients() throws Exception {
        proxy.list("/ours/", "a.pkg", "content");
        proxy.reach = Reach.INTERNET;

        assertThat(proxy.getCached("/ours/", "a.pkg").body()).isEqualTo("content");
        assertThat(proxy.get("/ours/a.pkg").status()).isEqualTo(200);
        assertThat(proxy.get("/other/a.pkg").status()).isEqualTo(403);
        assertThat(proxy.get("/ours/../other/a.pkg?x").status()).isEqualTo(403);
        assertThat(proxy.get("/ours/..%2Fother/a.pkg").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dir%2Fa.pkg", "/dir%2fa.pkg", "/x/..%2Fdir/a.pkg", "/%2Fdir/a.pkg"})
    void get_encodedSlash_goesToTheMirrorAsItIsAndMatchesNothingListed(String path)
            throws Exception {
        proxy.list("/", "dir/a.pkg", "listed");
        assertThat(proxy.getCached("/", "dir/a.pkg").body()).isEqualTo("listed");

        assertThat(proxy.get(path).status()).isEqualTo(404);
        proxy.files.put(path, "other");
        RawHttp.Reply reply = proxy.get(path);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("other");
        assertThat(reply.header("Cache-Status")).contains("fwd=bypass");
        assertThat(proxy.asked).endsWith(path, path);
        assertThat(proxy.get("/dir/a.pkg").body()).isEqualTo("listed");
    }

    @Test
    void get_passedAnswer_hasTheProxiesBeforeUsAndUs() throws Exception {
        proxy.files.put("/a.bin?x", "content");
        proxy.mirrorHeaders.put("Via", "1.0 front, 1.1 back");
        proxy.mirrorHeaders.put("Cache-Status", "cdn; hit; ttl=30");

        RawHttp.Reply reply = proxy.get("/a.bin?x");

        assertThat(reply.header("Via")).isEqualTo("1.0 front, 1.1 back, 1.1 potluck-test");
        assertThat(reply.header("Cache-Status"))
                .isEqualTo("cdn; hit; ttl=30, potluck; fwd=bypass; detail=mirror");
    }

    @Test
    void get_passedAnswer_isCountedAsFromTheMirrorAndServed() throws Exception {
        proxy.files.put("/a.bin?x", "content");

        proxy.get("/a.bin?x");

        Traffic.Totals once = new Traffic.Totals(7, 0, 0, 7, 0, 0);
        await().untilAsserted(() -> assertThat(proxy.traffic.totals()).isEqualTo(once));
    }

    @Test
    void request_otherMethod_isNotAllowed() throws Exception {
        RawHttp.Reply reply = RawHttp.ask(proxy.port, "PUT " + proxy.url("/a") + " HTTP/1.1");

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo("GET, HEAD, CONNECT");
        assertThat(proxy.asked).isEmpty();
    }

    @Test
    void request_cameBackToUs_isALoop() throws Exception {
        assertThat(proxy.get("/a.bin", "Via: 1.1 front, 1.1 " + ProxyFixture.VIA)
                        .status())
                .isEqualTo(508);
        assertThat(proxy.asked).isEmpty();
    }

    @Test
    void request_ownPages_areHandedOver() throws Exception {
        for (String page : List.of("/", "/-/health")) {
            assertThat(RawHttp.get(proxy.port, page).body()).isEqualTo("own page");
        }
    }

    @Test
    void request_malformedTarget_isRefusedInOneLine() throws Exception {
        for (String target :
                List.of("nonsense", "http://ho st/", "/a..b:x/y", "/h/%zz", "/h/../x")) {
            RawHttp.Reply reply = RawHttp.get(proxy.port, target);
            assertThat(reply.status()).as(target).isEqualTo(400);
        }
    }

    @Test
    void request_clientThatMayNot_isForbidden() throws Exception {
        ClientRules others = ClientRules.parse(List.of("10.0.0.0/8"));
        try (ProxyFixture closed = new ProxyFixture(home.resolve("closed"), others)) {
            assertThat(RawHttp.get(closed.port, "/").status()).isEqualTo(403);
            assertThat(closed.get("/a.bin").status()).isEqualTo(403);
            assertThat(RawHttp.ask(closed.port, "CONNECT localhost:443 HTTP/1.1")
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void connect_thisMachineFromElsewhere_isForbidden() throws Exception {
        proxy.reach = Reach.NETWORK;

        assertThat(RawHttp.ask(proxy.port, "CONNECT localhost:443 HTTP/1.1").status())
                .isEqualTo(403);
    }
}
