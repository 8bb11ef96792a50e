package dev.potluck.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ArchivePathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"a", "a/b", "dists/bookworm/InRelease", "...", "a/.b", "a/..b", "é/~+:%2B"})
    void constructor_normalPath_keepsIt(String value) {
        assertThat(new ArchivePath(value).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "/a", "a/", "a//b", ".", "..", "./a", "a/.", "a/..", "../a", "a/../b",
                "a\nb", "a\u0000", "\u007f", "\u0085"
            })
    void constructor_otherPath_isRefused(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ArchivePath(value));
    }

    @Test
    void constructor_longestPath_isTheLimit() {
        String longest = "x".repeat(ArchivePath.MAX_LENGTH);
        assertThat(new ArchivePath(longest).value()).hasSize(ArchivePath.MAX_LENGTH);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ArchivePath(longest + "x"))
                .withMessageContaining("2048");
    }

    @ParameterizedTest
    @CsvSource({
        "a/b, a/b",
        "./a, a",
        "/a, a",
        "//a//b/, a/b",
        "a/./b, a/b",
        "a/., a",
        "a/b/, a/b",
        "././a/././b, a/b",
    })
    void parse_reference_isNormalised(String reference, String path) {
        assertThat(ArchivePath.parse(reference)).isEqualTo(new ArchivePath(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", ".", "./", "//", "..", "../a", "a/..", "./../a", "a/../../b"})
    void parse_nothingOrOutOfArchive_isRefused(String reference) {
        assertThatIllegalArgumentException().isThrownBy(() -> ArchivePath.parse(reference));
    }

    @Test
    void parts_ofPath_joinToIt() {
        ArchivePath path = new ArchivePath("dists/sid/InRelease");
        assertThat(path.fileName()).isEqualTo("InRelease");
        assertThat(path.directory()).isEqualTo("dists/sid/");
        assertThat(new ArchivePath("Packages").directory()).isEmpty();
        assertThat(new ArchivePath("Packages").fileName()).isEqualTo("Packages");
    }

    @Test
    void sibling_reference_standsInTheSameDirectory() {
        ArchivePath path = new ArchivePath("dists/sid/InRelease");
        assertThat(path.sibling("./main/Packages").value()).isEqualTo("dists/sid/main/Packages");
        assertThatIllegalArgumentException().isThrownBy(() -> path.sibling("../bookworm/Release"));
    }

    @Test
    void compareTo_paths_ordersByCharacters() {
        assertThat(new ArchivePath("a/b")).isLessThan(new ArchivePath("a/c"));
        assertThat(new ArchivePath("a")).hasToString("a");
    }
}
