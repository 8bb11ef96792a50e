package dev.potluck.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.mirror.Mirror;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestTargetTest {
    @ParameterizedTest
    @CsvSource({
        "http://deb.example/debian/a, http, deb.example, 80, /debian/a",
        "HTTP://Deb.Example/debian/a, http, deb.example, 80, /debian/a",
        "http://deb.example:8080/a, http, deb.example, 8080, /a",
        "http://deb.example, http, deb.example, 80, /",
        "http://deb.example?x=/y, http, deb.example, 80, /?x=/y",
        "http://[2001:db8::1]:8080/a, http, 2001:db8::1, 8080, /a",
        "https://deb.example/a, https, deb.example, 443, /a",
        "http://HTTPS///deb.example/a, https, deb.example, 443, /a",
        "http://HTTPS///deb.example:8443/a, https, deb.example, 8443, /a",
        "/deb.example/debian/a, http, deb.example, 80, /debian/a",
        "/deb.example:3142/debian/a, http, deb.example, 3142, /debian/a",
        "/https/deb.example/a, https, deb.example, 443, /a",
        "/HTTPS///deb.example/a, https, deb.example, 443, /a",
        "/deb.example/a%20b+c?q=1#part, http, deb.example, 80, /a%20b+c?q=1"
    })
    void parse_formsOfPackageManagers_findHostAndTarget(
            String uri, String scheme, String host, int port, String target) throws Exception {
        assertThat(RequestTarget.parse(uri))
                .isEqualTo(new RequestTarget.Remote(new Mirror(scheme, host, port, "/"), target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/?refresh=1", "/-/health", "/-/api/v1/status", "/favicon.ico"})
    void parse_ownPage_isOwn(String uri) throws Exception {
        assertThat(RequestTarget.parse(uri)).isEqualTo(new RequestTarget.Own());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "deb.example:443",
                "ftp://deb.example/a",
                "file:///etc/passwd",
                "http://",
                "http:///a",
                "http://user:secret@deb.example/a",
                "http://deb.example:0/a",
                "http://deb.example:65536/a",
                "http://deb.example:1e3/a",
                "http://deb example/a",
                "http://deb.example\\@other.example/a",
                "http://[::1/a",
                "http://[fe80::1%25eth0]/a",
                "http://deb.example#/a",
                "/../etc/passwd",
                "//deb.example/a",
                "/https//a",
                "/HTTPS////a",
                "/user@deb.example/a"
            })
    void parse_hostileOrMalformed_isRefusedAsBadRequest(String uri) {
        assertThatThrownBy(() -> RequestTarget.parse(uri))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.status()).isEqualTo(400));
    }

    @Test
    void parse_password_isNotRepeated() {
        assertThatThrownBy(() -> RequestTarget.parse("http://user:secret@deb.example/a"))
                .message()
                .doesNotContain("secret");
    }

    @Test
    void hasQuery_targets_areToldApart() throws Exception {
        assertThat(((RequestTarget.Remote) RequestTarget.parse("/deb.example/a?b")).hasQuery())
                .isTrue();
        assertThat(((RequestTarget.Remote) RequestTarget.parse("/deb.example/a")).hasQuery())
                .isFalse();
    }

    @Property(tries = 1_000)
    void parse_anyText_isAnsweredOrRefused(
            @ForAll @CharRange(from = '!', to = 'ÿ') @StringLength(max = 40) String text) {
        for (String start : new String[] {"", "/", "http://", "/HTTPS///", "/https/"}) {
            try {
                if (RequestTarget.parse(start + text) instanceof RequestTarget.Remote remote) {
                    assertThat(remote.target()).startsWith("/").doesNotContain("#");
                    assertThat(remote.host().basePath()).isEqualTo("/");
                }
            } catch (BadRequestException e) {
                assertThat(e.status()).isEqualTo(400);
            }
        }
    }
}
