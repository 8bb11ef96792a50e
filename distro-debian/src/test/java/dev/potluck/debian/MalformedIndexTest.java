package dev.potluck.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.api.MalformedIndexException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;

/** The folder {@code corpus/malformed}: one fault each, and the line that the message names. */
final class MalformedIndexTest {
    private static final String DIRECTORY = "debian/dists/sid/main/binary-amd64/";

    @ParameterizedTest
    @CsvSource({
        "Packages-leads-out, 11, stays in the archive",
        "Packages-no-filename, 8, with a Filename",
        "Packages-no-size, 8, with a Size",
        "Packages-negative-size, 5, decimal digits",
        "Packages-huge-size, 5, 1 to 18 digits",
        "Packages-short-hash, 6, '64 hex digits, not 63'",
        "Packages-non-hex-hash, 6, hex digits only",
        "Packages-login-page, 1, field name",
        "Packages-continuation-first, 1, continuation",
        "Packages-no-colon, 2, field name",
        "Packages-control-character, 4, control character",
        "Release-empty, 0, empty",
        "Release-two-stanzas, 5, one stanza",
        "Release-leads-out, 3, stays in the archive",
        "Release-two-words, 3, 3 words",
        "Release-four-words, 3, 3 words",
        "Release-bad-size, 3, decimal digits",
        "InRelease-text-before-message, 2, field name",
        "InRelease-text-behind-signature, 13, behind the signature",
        "InRelease-no-signature, 6, before its signature",
        "InRelease-half-signature, 10, lacks its last line",
        "InRelease-unescaped-dash, 4, escapes a dash",
        "InRelease-headers-only, 2, armor headers",
        "Sources-no-package, 1, with a Package",
        "Sources-leads-out, 5, stays in the archive",
        "Index-empty, 2, empty",
        "SHA256SUMS-one-blank, 1, a SHA256 and a file name",
        "SHA256SUMS-leads-out, 2, stays in the archive",
    })
    void parse_malformedIndex_namesTheLine(String file, long line, String expected)
            throws IOException {
        String path = path(file.substring(0, file.indexOf('-')));
        byte[] content = Corpus.malformed(file);
        assertThatThrownBy(() -> Corpus.parse(path, content))
                .isInstanceOf(MalformedIndexException.class)
                .hasMessageStartingWith(path + (line > 0 ? ":" + line + ": " : ": "))
                .hasMessageContaining(expected);
    }

    private static String path(String name) {
        return switch (name) {
            case "Release", "InRelease" -> "debian/dists/sid/" + name;
            case "Index" -> DIRECTORY + "Packages.diff/Index";
            default -> DIRECTORY + name;
        };
    }

    @Test
    void parse_fieldLongerThanStanzaLimit_isMalformed() {
        String filename = "Package: a\nFilename: " + "x".repeat(PackagesParser.MAX_STANZA_BYTES);
        assertThatThrownBy(() -> Corpus.parse(DIRECTORY + "Packages", filename))
                .isInstanceOf(MalformedIndexException.class)
                .hasMessageContaining(":2: ")
                .hasMessageContaining("at most " + PackagesParser.MAX_STANZA_BYTES);
    }

    @Test
    void parse_lineLongerThanLimit_isMalformed() {
        String line = "Package: a\nDescription: " + "x".repeat(LineReader.MAX_LINE_BYTES);
        assertThatThrownBy(() -> Corpus.parse(DIRECTORY + "Packages", line))
                .isInstanceOf(MalformedIndexException.class)
                .hasMessageContaining(":2: a line has at most");
    }

    @Test
    void parse_longFieldNobodyWants_isSteppedOver() throws IOException {
        String stanza = "Package: a\nDescription: " + "x".repeat(LineReader.MAX_LINE_BYTES - 100)
                + "\nFilename: pool/a\nSize: 1\nMD5sum: " + "0".repeat(32) + "\n";
        assertThat(Corpus.parse(DIRECTORY + "Packages", stanza)).hasSize(1);
    }

    @Test
    void parse_packageNameTooLong_isMalformed() {
        String stanza = "Package: " + "x".repeat(2000) + "\nVersion: 1\nArchitecture: all\n"
                + "Filename: pool/a\nSize: 1\nMD5sum: " + "0".repeat(32) + "\n";
        assertThatThrownBy(() -> Corpus.parse(DIRECTORY + "Packages", stanza))
                .isInstanceOf(MalformedIndexException.class)
                .hasMessageContaining(":1: a package's name");
    }
}
