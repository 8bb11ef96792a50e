package dev.potluck.eviction.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.PackageId;
import dev.potluck.eviction.sim.Trace.Request;
import dev.potluck.eviction.sim.Trace.TracedFile;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

final class TraceReaderTest {
    private static final String A = "0a".repeat(HashAlgorithm.SHA256.digestBytes());
    private static final String B = "0b".repeat(HashAlgorithm.SHA256.digestBytes());

    @TempDir
    Path folder;

    @Test
    void read_severalRequests_namesEachFileOnce() throws IOException {
        Trace trace = read(
                "1000 " + A + " 10 - bash 5.2 amd64",
                "2000 " + B + " 20 - - - -",
                "3000 " + A + " 10 - bash 5.2 amd64");

        assertThat(trace.files())
                .containsExactly(
                        file(A, 10, Long.MAX_VALUE, new PackageId("bash", "5.2", "amd64")),
                        file(B, 20, Long.MAX_VALUE, null));
        assertThat(trace.requests())
                .containsExactly(new Request(1000, 0), new Request(2000, 1), new Request(3000, 0));
        assertThat(trace.footprintBytes()).isEqualTo(30);
        assertThat(trace.requestedBytes()).isEqualTo(40);
    }

    @Test
    void read_unlistedLater_isUnlistedSinceTheFirstTimeNamed() throws IOException {
        Trace trace = read(
                "1000 " + A + " 10 - - - -",
                "2000 " + A + " 10 1500 - - -",
                "3000 " + A + " 10 1600 - - -");

        assertThat(trace.files()).containsExactly(file(A, 10, 1500, null));
    }

    @Test
    void read_linesOutOfOrder_areSortedByTime() throws IOException {
        Trace trace = read("2000 " + A + " 10 - - - -", "1000 " + B + " 10 - - - -");

        assertThat(trace.requests()).containsExactly(new Request(1000, 1), new Request(2000, 0));
    }

    @Test
    void read_nameAndArchitectureWithUnderscores_stayWhole() throws IOException {
        Trace trace = read("1000 " + A + " 10 - perl_5 1_2-3 x86_64");

        assertThat(trace.files())
                .containsExactly(
                        file(A, 10, Long.MAX_VALUE, new PackageId("perl_5", "1_2-3", "x86_64")));
    }

    @Test
    void read_nothing_isAnEmptyTrace() throws IOException {
        assertThat(read()).isEqualTo(new Trace(List.of(), List.of()));
    }

    @Test
    void read_malformedLine_isNamed() {
        assertRefused("1000 " + A + " 10 -", "4 fields, expected 7");
        assertRefused("", "1 fields, expected 7");
        assertRefused("soon " + A + " 10 - - - -", "soon");
        assertRefused("1000 9f86 10 - - - -", "");
        assertRefused("1000 " + A + " many - - - -", "many");
        assertRefused("1000 " + A + " 10 never - - -", "never");
    }

    private void assertRefused(String line, String problem) {
        assertThatThrownBy(() -> read("1000 " + A + " 10 - - - -", line))
                .as(line)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2: ")
                .hasMessageContaining(problem);
    }

    private Trace read(String... lines) throws IOException {
        return TraceReader.read(Files.write(folder.resolve("trace"), List.of(lines)));
    }

    private static TracedFile file(
            String hash, long sizeBytes, long unlistedAtMs, @Nullable PackageId packageId) {
        return new TracedFile(
                ContentHash.ofHex(HashAlgorithm.SHA256, hash),
                sizeBytes,
                unlistedAtMs,
                0,
                Optional.ofNullable(packageId));
    }
}
