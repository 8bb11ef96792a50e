package dev.potluck.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.api.ArchivePath;
import dev.potluck.mirror.Mirror;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PercentDecodingTest {
    @ParameterizedTest
    @CsvSource({
        "/debian/dists/bookworm/InRelease, debian/dists/bookworm/InRelease",
        "/pool/g%2b%2B/g++_1%3a2~3.deb, pool/g++/g++_1:2~3.deb",
        "/a%20b, a b",
        "/%61, a",
        "/./flat//repo/./Packages, flat/repo/Packages",
        "/%c3%a9, é",
        "/folder/, folder"
    })
    void archivePath_encoded_isDecodedAndNormal(String encoded, String path) throws Exception {
        assertThat(PercentDecoding.archivePath(encoded).value()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "//",
                "/.",
                "/..",
                "/a/../b",
                "/%2e%2E/etc/passwd",
                "/a/%2e./b",
                "/a%2fb",
                "/a%2Fb",
                "/a%",
                "/a%4",
                "/a%zz",
                "/a%+1",
                "/a%-1",
                "/a%00",
                "/a%0d%0ab",
                "/a%7f",
                "/%c3%28",
                "/%ff",
                "/%ed%a0%80"
            })
    void archivePath_malformedOrHostile_isRefusedAsBadRequest(String encoded) {
        assertThatThrownBy(() -> PercentDecoding.archivePath(encoded))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.status()).isEqualTo(400));
    }

    @Test
    void archivePath_tooLong_isRefused() {
        assertThatThrownBy(() -> PercentDecoding.archivePath("/" + "a".repeat(5_000)))
                .isInstanceOf(BadRequestException.class);
    }

    /** As curl sends a name that nobody encoded; the server hands bytes over as ISO 8859-1. */
    @ParameterizedTest
    @ValueSource(strings = {"/é/ü", "/é%20ü"})
    void archivePath_rawUtf8_isDecodedAsItsEscapes(String path) throws Exception {
        String asReceived = new String(path.getBytes(UTF_8), ISO_8859_1);
        assertThat(PercentDecoding.archivePath(asReceived).value())
                .isEqualTo(path.substring(1).replace("%20", " "));
    }

    @Test
    void archivePath_rawBytesThatAreNotUtf8_areRefused() {
        assertThatThrownBy(() -> PercentDecoding.archivePath("/\u00e9"))
                .isInstanceOf(BadRequestException.class);
    }

    @Property(tries = 500)
    void archivePath_whatMirrorsAreAsked_comesBack(
            @ForAll
                    @CharRange(from = ' ', to = '~')
                    @CharRange(from = '\u00a1', to = '\u2000')
                    @StringLength(min = 1, max = 30)
                    String name)
            throws Exception {
        ArchivePath path = new ArchivePath("x/" + name.replace('/', '-') + "x");
        String target = Mirror.parse("http://deb.example/").encodedTarget(path);
        assertThat(PercentDecoding.archivePath(target)).isEqualTo(path);
    }
}
