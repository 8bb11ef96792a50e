package dev.potluck.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.mirror.MirrorException.Kind;
import dev.potluck.net.AddressRules;
import dev.potluck.net.CidrSet;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PfxOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Redirects to other hosts, TLS, and names that change. All names lead to this machine. */
final class MirrorRedirectTest {
    private static final byte[] BODY = {'o', 'k'};
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final NetServerOptions PLAIN = new NetServerOptions();

    @TempDir
    Path folder;

    private final NodeContext node = new NodeContext();
    private PfxOptions key = new PfxOptions();
    private MirrorSettings settings = MirrorSettings.defaults("potluck");
    private AddressRules rules = AddressRules.PUBLIC_ONLY;
    private HostNames.Resolver resolver = host -> new InetAddress[] {HERE};

    @BeforeEach
    void allowThisMachine() throws Exception {
        rules = new AddressRules(CidrSet.parse(List.of("127.0.0.0/8")));
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    private MirrorResponse send(Mirror mirror, String... headers) throws Exception {
        MultiMap map = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < headers.length; i += 2) {
            map.add(headers[i], headers[i + 1]);
        }
        return node.await(() -> {
            MirrorClient client =
                    new MirrorClient(node.vertx, settings, rules, System::nanoTime, resolver);
            return client.send(new MirrorRequest(HttpMethod.GET, mirror, "/debian/x", map));
        });
    }

    private Kind failure(Mirror mirror) {
        return NodeContext.failure(() -> send(mirror)).kind();
    }

    private TestMirror plain(TestMirror.Script script) throws Exception {
        return TestMirror.start(node, PLAIN, script);
    }

    private TestMirror secure(TestMirror.Script script) throws Exception {
        key = SelfSigned.make(folder, "localhost");
        return TestMirror.start(
                node, new NetServerOptions().setSsl(true).setKeyCertOptions(key), script);
    }

    private static TestMirror.Script redirect(String location) {
        return TestMirror.raw(
                "HTTP/1.1 302 x", "Location: " + location, "Content-Length: 0", "", "");
    }

    @Test
    void send_redirectToAnotherHost_leavesTheCredentialsBehind() throws Exception {
        TestMirror target = plain(TestMirror.file(BODY, "\"e\""));
        TestMirror first = plain(redirect(target.mirror("http", "other") + "y"));

        MirrorResponse response = send(
                first.mirror(),
                "Authorization",
                "Basic eA==",
                "Cookie",
                "c=1",
                "If-None-Match",
                "x");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.mirror()).isEqualTo(first.mirror());
        assertThat(first.requests.get(0).headers().get("Authorization")).isEqualTo("Basic eA==");
        MultiMap sent = target.requests.get(0).headers();
        assertThat(sent.contains("Authorization")).isFalse();
        assertThat(sent.contains("Cookie")).isFalse();
        assertThat(sent.get("If-None-Match")).isEqualTo("x");
        assertThat(sent.get("Host")).isEqualTo(target.mirror("http", "other").authority());
    }

    @Test
    void send_redirectOnTheSameOrigin_keepsTheCredentials() throws Exception {
        TestMirror mirror = plain((request, socket) -> (request.target().endsWith("/y")
                        ? TestMirror.file(BODY, "\"e\"")
                        : redirect("y"))
                .answer(request, socket));

        send(mirror.mirror(), "Authorization", "Basic eA==");

        assertThat(mirror.requests.get(1).headers().get("Authorization")).isEqualTo("Basic eA==");
    }

    @Test
    void send_redirectToTheMirrorsOwnHostInside_isFollowed() throws Exception {
        rules = AddressRules.PUBLIC_ONLY;
        TestMirror target = plain(TestMirror.file(BODY, "\"e\""));
        TestMirror first = plain(redirect(target.mirror() + "y"));

        assertThat(send(first.mirror()).status()).isEqualTo(200);
    }

    @Test
    void send_redirectToAnotherNameOfThisMachine_isForbidden() throws Exception {
        rules = AddressRules.PUBLIC_ONLY;
        TestMirror target = plain(TestMirror.file(BODY, "\"e\""));
        TestMirror first = plain(redirect(target.mirror("http", "other") + "y"));

        assertThat(failure(first.mirror())).isEqualTo(Kind.FORBIDDEN_REDIRECT);
        assertThat(target.requests).isEmpty();
    }

    @Test
    void send_onlyOneOfTheAddressesIsInside_isForbidden() throws Exception {
        rules = AddressRules.PUBLIC_ONLY;
        resolver = host -> host.equals("localhost")
                ? new InetAddress[] {HERE}
                : new InetAddress[] {InetAddress.getByAddress(new byte[] {1, 1, 1, 1}), HERE};
        TestMirror first = plain(redirect("http://mixed/"));

        assertThat(failure(first.mirror())).isEqualTo(Kind.FORBIDDEN_REDIRECT);
    }

    @Test
    void send_secondAddressOnlyAnswers_isFoundAndRemembered() throws Exception {
        InetAddress nobody = InetAddress.getByAddress(new byte[] {127, 0, 0, 99});
        resolver = host -> new InetAddress[] {nobody, HERE};
        TestMirror mirror = plain(TestMirror.file(BODY, "\"e\""));

        assertThat(send(mirror.mirror()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "my_mirror", "a.b-c.", "1.2.3", "-", "a..b", "xn--mller-kva.de"})
    void send_unusualHosts_areAskedUnderTheirOwnNames(String host) throws Exception {
        TestMirror mirror = plain(TestMirror.file(BODY, "\"e\""));

        assertThat(send(mirror.mirror("http", host)).status()).isEqualTo(200);
        assertThat(mirror.requests.get(0).headers().get("Host"))
                .isEqualTo(mirror.mirror("http", host).authority());
    }

    @Test
    void send_nameCannotBeLookedUpAnyMore_usesTheLastKnownAddress() throws Exception {
        AtomicInteger lookups = new AtomicInteger();
        resolver = host -> {
            if (lookups.getAndIncrement() > 0) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[] {HERE};
        };
        long[] nowNanos = {0};
        TestMirror mirror = plain(TestMirror.file(BODY, "\"e\""));
        MirrorRequest request = MirrorRequest.get(mirror.mirror(), "/debian/x");
        MirrorClient client = node.await(() -> Future.succeededFuture(
                new MirrorClient(node.vertx, settings, rules, () -> nowNanos[0], resolver)));
        node.await(() -> client.send(request)).cancel();

        node.run(() -> nowNanos[0] += Long.MAX_VALUE / 2);

        assertThat(node.await(() -> client.send(request)).status()).isEqualTo(200);
        assertThat(lookups).hasValue(2);
    }

    @Test
    void send_selfSignedCertificate_isRefused() throws Exception {
        TestMirror mirror = secure(TestMirror.file(BODY, "\"e\""));

        assertThat(failure(mirror.mirror("https", "localhost"))).isEqualTo(Kind.TLS);
        assertThat(mirror.requests).isEmpty();
    }

    @Test
    void send_certificateThatIsTrusted_isAccepted() throws Exception {
        TestMirror mirror = secure(TestMirror.file(BODY, "\"e\""));
        settings = settings.with(key);

        assertThat(send(mirror.mirror("https", "localhost")).status()).isEqualTo(200);
    }

    @Test
    void send_trustedCertificateOfAnotherHost_isRefused() throws Exception {
        TestMirror mirror = secure(TestMirror.file(BODY, "\"e\""));
        settings = settings.with(key);

        assertThat(failure(mirror.mirror("https", "other"))).isEqualTo(Kind.TLS);
        assertThat(mirror.requests).isEmpty();
    }

    @Test
    void send_redirectFromHttpsToHttp_isForbidden() throws Exception {
        TestMirror target = plain(TestMirror.file(BODY, "\"e\""));
        TestMirror mirror = secure(redirect(target.mirror() + "y"));
        settings = settings.with(key);

        assertThat(failure(mirror.mirror("https", "localhost"))).isEqualTo(Kind.FORBIDDEN_REDIRECT);
        assertThat(target.requests).isEmpty();
    }

    @Test
    void send_redirectFromHttpToHttps_isFollowed() throws Exception {
        TestMirror target = secure(TestMirror.file(BODY, "\"e\""));
        TestMirror mirror = plain(redirect(target.mirror("https", "localhost") + "y"));
        settings = settings.with(key);

        assertThat(send(mirror.mirror()).status()).isEqualTo(200);
        assertThat(target.paths()).containsExactly("y");
    }

    @Test
    void send_httpsToAServerWithoutTls_timesOut() throws Exception {
        TestMirror silent = plain((request, socket) -> {});
        settings = settings.with(new MirrorSettings.Timeouts(500, 500, 500));

        assertThat(failure(silent.mirror("https", "localhost"))).isEqualTo(Kind.TIMEOUT);
    }
}
