package dev.potluck.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.PackageId;
import dev.potluck.cache.StoredObject;
import dev.potluck.hash.ContentHasher;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

final class ImportTest {
    private static final byte[] CONTENT = "a package".getBytes(StandardCharsets.UTF_8);
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z"));

    @TempDir
    Path home;

    @TempDir
    Path archives;

    private final StringWriter out = new StringWriter();

    @BeforeEach
    void fill() throws IOException {
        Files.write(archives.resolve("bash_1%3a5.2-1_amd64.deb"), CONTENT);
        Files.write(
                Files.createDirectory(archives.resolve("partial")).resolve("x_1_all.deb"), CONTENT);
        Files.createFile(archives.resolve("lock"));
        Files.createSymbolicLink(archives.resolve("link_1_all.deb"), Path.of("lock"));
    }

    private Importer importAll(Storage storage, long roomBytes) throws IOException {
        Importer importer = new Importer(storage, roomBytes);
        for (PackageFiles.Candidate file : PackageFiles.below(List.of(archives))) {
            importer.take(file).ifPresent(line -> out.append(line).append('\n'));
        }
        return importer;
    }

    private CacheReport report(Storage storage) {
        PrintWriter writer = new PrintWriter(out, true);
        return new CacheReport(storage, home, new CacheReport.Output(writer, writer), CLOCK);
    }

    @Test
    void take_packages_areInTheCacheOnce() throws IOException {
        try (Storage storage = Storage.open(home, 0, CLOCK)) {
            assertThat(importAll(storage, 1000).result())
                    .isEqualTo(new Importer.Result(1, CONTENT.length, 0, 0));
            assertThat(importAll(storage, 1000).result())
                    .isEqualTo(new Importer.Result(0, 0, 1, 0));
            StoredObject object =
                    storage.cache().find(ContentHasher.sha256(CONTENT)).orElseThrow();
            assertThat(object.packageId()).contains(new PackageId("bash", "1:5.2-1", "amd64"));
            assertThat(Files.readAllBytes(storage.store().pathOf(object.sha256())))
                    .isEqualTo(CONTENT);
        }
    }

    @Test
    void take_quotaFull_leavesOut() throws IOException {
        try (Storage storage = Storage.open(home, 0, CLOCK)) {
            assertThat(importAll(storage, 3).result()).isEqualTo(new Importer.Result(0, 0, 0, 1));
            assertThat(out.toString()).contains("no room");
        }
    }

    @Test
    void list_patterns_selectByNameGlobAndHash() throws IOException {
        String digits = ContentHasher.sha256(CONTENT).hex().substring(0, 12);
        try (Storage storage = Storage.open(home, 0, CLOCK)) {
            importAll(storage, 1000);
            for (String pattern : List.of("bash", "bas*", digits, digits.substring(0, 4))) {
                out.getBuffer().setLength(0);
                report(storage).list(List.of(pattern));
                assertThat(out.toString())
                        .startsWith("HASH ")
                        .contains("\n" + digits + "      9 B ")
                        .endsWith("  bash_1:5.2-1_amd64\n");
            }
            out.getBuffer().setLength(0);
            report(storage).list(List.of("zsh", "deadbeef"));
            assertThat(out.toString()).isEmpty();
        }
    }

    @Test
    void verify_changedFile_isRemoved() throws IOException {
        try (Storage storage = Storage.open(home, 0, CLOCK)) {
            importAll(storage, 1000);
            assertThat(report(storage).verify()).isZero();
            Files.writeString(storage.store().pathOf(ContentHasher.sha256(CONTENT)), "other text");
            assertThat(report(storage).verify()).isEqualTo(1);
            assertThat(storage.cache().size().objects()).isZero();
        }
    }

    @Test
    void remove_pattern_removesWhatMatches() throws IOException {
        try (Storage storage = Storage.open(home, 0, CLOCK)) {
            importAll(storage, 1000);
            assertThat(report(storage).remove(List.of("zsh"))).isZero();
            assertThat(out.toString()).contains("nothing matches zsh; ").contains("0 files, ");
            assertThat(report(storage).remove(List.of("2e6"))).isZero();
            assertThat(out.toString()).contains("first 4 digits");
            assertThat(report(storage).remove(List.of("bash"))).isEqualTo(1);
            assertThat(storage.cache().size().objects()).isZero();
        }
    }
}
