package dev.potluck.app;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.cache.NewObject;
import dev.potluck.index.Archive;
import dev.potluck.index.ExpectedFile;
import dev.potluck.index.IndexCatalog;
import dev.potluck.index.LineFormat;
import dev.potluck.index.RootPlace;
import dev.potluck.index.RootVersion;
import dev.potluck.index.Validators;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

final class IndexNamesTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    private static final Archive ARCHIVE = new Archive("http://m", true);
    private static final byte[] INDEX = LineFormat.line("x.pkg", new byte[1]).getBytes(UTF_8);
    private static final byte[] ROOT = LineFormat.line("main.idx", INDEX).getBytes(UTF_8);

    @TempDir
    Path home;

    @Test
    void list_indexesOfASnapshot_showsWhereTheyStand() throws Exception {
        try (Storage storage = Storage.open(home, 0, CLOCK)) {
            keep(storage, ROOT);
            keep(storage, INDEX);
            adopt(storage);
            StringWriter out = new StringWriter();
            PrintWriter writer = new PrintWriter(out, true);
            new CacheReport(storage, home, new CacheReport.Output(writer, writer), CLOCK)
                    .list(List.of());
            assertThat(out.toString())
                    .contains("  http://m/dist/LIST\n")
                    .contains("  http://m/dist/main.idx\n");
        }
    }

    private static void keep(Storage storage, byte[] content) throws Exception {
        ContentHash sha256 = LineFormat.hash(content);
        storage.cache()
                .write(
                        content,
                        new NewObject(sha256, Optional.empty(), -1, true, Optional.empty()));
    }

    private static void adopt(Storage storage) throws Exception {
        LineFormat format = new LineFormat();
        IndexCatalog catalog = new IndexCatalog(storage.db(), List.of(format), 1, CLOCK::millis);
        RootVersion version = new RootVersion(
                new RootPlace(ARCHIVE.id(), new ArchivePath("dist/LIST")),
                Validators.NONE,
                LineFormat.hash(ROOT),
                Optional.empty(),
                "");
        catalog.adopt(catalog.stage(version, format, new ByteArrayInputStream(ROOT)));
        ExpectedFile index = new ExpectedFile(
                new ArchivePath("dist/main.idx"),
                LineFormat.hash(INDEX),
                INDEX.length,
                Optional.empty());
        catalog.attach(
                catalog.recordUse(ARCHIVE, index), index, format, new ByteArrayInputStream(INDEX));
    }
}
