package dev.potluck.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.potluck.api.ArchivePath;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MirrorTest {
    @ParameterizedTest
    @CsvSource({
        "http://m.example.org/debian, http://m.example.org/debian/, m.example.org, 80",
        "HTTPS://M.Example.ORG:443, https://m.example.org/, m.example.org, 443",
        "http://localhost:8080//a/./b/, http://localhost:8080//a/b/, localhost:8080, 8080",
        "http://[FE80::1]:81/x y, http://[fe80::1]:81/x%20y/, [fe80::1]:81, 81",
        "http://my_mirror/d%2B, http://my_mirror/d%2B/, my_mirror, 80",
    })
    void parse_urlsAsPeopleWriteThem_normalises(String text, String url, String authority, int port)
            throws MalformedMirrorException {
        Mirror mirror = Mirror.parse(text);

        assertThat(mirror).hasToString(url);
        assertThat(mirror.authority()).isEqualTo(authority);
        assertThat(mirror.port()).isEqualTo(port);
        assertThat(Mirror.parse(mirror.toString())).isEqualTo(mirror);
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://m.example.org/debian, must begin with http",
        "m.example.org, must begin with http",
        "http:///debian, a host has letters",
        "http://user:secret@host/, must not hold a user name",
        "http://host:0/, from 1 to 65535",
        "http://host:99999/, from 1 to 65535",
        "http://host:http/, from 1 to 65535",
        "http://ho st/, a host has letters",
        "http://[zz]/, no IPv6 address",
        "http://host/a?b, leave out the query",
    })
    void parse_noMirror_saysWhatIsAllowed(String text, String message) {
        assertThatExceptionOfType(MalformedMirrorException.class)
                .isThrownBy(() -> Mirror.parse(text))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void encodedTarget_namesOfRealArchives_encodesWhatMirrorsNeed() throws Exception {
        Mirror mirror = Mirror.parse("http://host/debian");

        assertThat(mirror.encodedTarget(ArchivePath.parse("pool/g/g++_4%3a1.0+b1~x_a.deb")))
                .isEqualTo("/debian/pool/g/g%2B%2B_4%253a1.0%2Bb1~x_a.deb");
        assertThat(mirror.encodedTarget(ArchivePath.parse("a:b@c!$&'()*,;=/ü ?#[]")))
                .isEqualTo("/debian/a:b@c!$&'()*,;=/%C3%BC%20%3F%23%5B%5D");
    }

    @ParameterizedTest
    @CsvSource({
        "http://a/b/c?d, http://x:81/y z, http://x:81/y%20z",
        "http://a/b/c?d, //x/y, http://x/y",
        "https://a:444/b/c?d, /y?z#f, https://a:444/y?z",
        "http://a/b/c?d, ../y/./z, http://a/y/z",
        "http://a/b/c?d, y, http://a/b/y",
        "http://a/b/c?d, ?e, http://a/b/c?e",
        "http://a/b/c?d, ../../../y/.., http://a/",
        "http://a, b:c/d, refused",
        "http://a, file:///etc/passwd, refused",
    })
    void resolve_locations_asRfc3986Says(String base, String location, String expected)
            throws MalformedMirrorException {
        HttpUrl url = HttpUrl.parse(base);

        if (expected.equals("refused")) {
            assertThatExceptionOfType(MalformedMirrorException.class)
                    .isThrownBy(() -> url.resolve(location));
        } else {
            assertThat(url.resolve(location)).hasToString(expected);
        }
    }
}
