package dev.potluck.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.PackageId;
import dev.potluck.cache.ServedObject;
import dev.potluck.cache.StoredObject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

final class RequestTraceTest {
    private static final long MAX_FILE_BYTES = 16 << 20;
    private static final String HASH = "9f".repeat(HashAlgorithm.SHA256.digestBytes());
    private static final PackageId BASH = new PackageId("bash", "5.2.15-2", "amd64");

    @TempDir
    Path home;

    private RequestTrace trace;
    private Path newer;

    @BeforeEach
    void open() {
        trace = new RequestTrace(home);
        newer = home.resolve("requests.log");
    }

    @Test
    void add_served_isALineForEachTime() throws IOException {
        trace.add(List.of(served(Optional.of(BASH), 1, -1), served(Optional.empty(), 2, 500)));

        assertThat(printed())
                .containsExactly(
                        "1700000000000 " + HASH + " 1024 - bash 5.2.15-2 amd64",
                        "1700000000000 " + HASH + " 1024 500 - - -",
                        "1700000000000 " + HASH + " 1024 500 - - -");
    }

    @Test
    void add_nameWithASpace_staysOneField() throws IOException {
        trace.add(List.of(served(Optional.of(new PackageId("a b", "1", "all")), 1, -1)));

        assertThat(printed()).singleElement().asString().endsWith(" - a+b 1 all");
    }

    @Test
    void add_fileIsFull_becomesTheOlderOne() throws IOException {
        Files.writeString(home.resolve("requests.log.1"), "goes\n");
        trace.add(List.of(served(Optional.empty(), 1, -1)));
        long lengthBytes = Files.size(newer);
        try (RandomAccessFile file = new RandomAccessFile(newer.toFile(), "rw")) {
            file.setLength(MAX_FILE_BYTES); // with a hole
        }

        trace.add(List.of(served(Optional.of(BASH), 1, -1)));

        assertThat(home.resolve("requests.log.1")).hasSize(MAX_FILE_BYTES);
        assertThat(Files.readString(newer)).contains("bash").hasLineCount(1);
        assertThat(lengthBytes).isPositive();
    }

    @Test
    void add_diskIsFull_saysSo() throws IOException {
        Files.createSymbolicLink(newer, Path.of("/dev/full"));

        assertThatThrownBy(() -> trace.add(List.of(served(Optional.of(BASH), 1, -1))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left on device");
    }

    @Test
    void print_twoFiles_beginsWithTheOlder() throws IOException {
        Files.writeString(home.resolve("requests.log.1"), "one\n");
        Files.writeString(newer, "two\n");

        assertThat(printed()).containsExactly("one", "two");
    }

    @Test
    void print_nothingRecorded_isNoLine() throws IOException {
        assertThat(printed()).isEmpty();
    }

    private List<String> printed() throws IOException {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        int lines = trace.print(out);
        out.flush();
        List<String> printed = text.toString().lines().toList();
        assertThat(printed).hasSize(lines);
        return printed;
    }

    private static ServedObject served(
            Optional<PackageId> packageId, int times, long unlistedSinceMs) {
        return new ServedObject(
                new StoredObject(
                        ContentHash.ofHex(HashAlgorithm.SHA256, HASH),
                        1024,
                        0,
                        0,
                        0,
                        0,
                        -1,
                        true,
                        packageId),
                1_700_000_000_000L,
                times,
                unlistedSinceMs);
    }
}
