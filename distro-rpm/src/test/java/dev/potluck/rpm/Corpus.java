package dev.potluck.rpm;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.SampleIndex;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The folder {@code corpus}: {@code valid} indexes with their entries, {@code malformed} ones. */
final class Corpus {
    private static final Path FOLDER = Path.of("src/test/resources/corpus");

    private Corpus() {}

    static List<SampleIndex> valid() throws IOException {
        return SampleIndex.corpus(FOLDER.resolve("valid"));
    }

    static byte[] malformed(String file) throws IOException {
        return Files.readAllBytes(FOLDER.resolve("malformed").resolve(file));
    }

    static List<IndexEntry> parse(String path, byte[] content) throws IOException {
        List<IndexEntry> entries = new ArrayList<>();
        new RpmFormat()
                .parse(new ArchivePath(path), new ByteArrayInputStream(content), entries::add);
        return entries;
    }

    static List<IndexEntry> parse(String path, String content) throws IOException {
        return parse(path, content.getBytes(StandardCharsets.UTF_8));
    }
}
