package dev.potluck.rpm;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.MalformedIndexException;
import dev.potluck.api.ResourceKind;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * .treeinfo: the images of an installation tree, relative to the file's own folder.
 *
 * <pre>
 * [checksums]
 * images/boot.iso = sha256:9f86d0...
 * repodata/repomd.xml = sha256:60303a...
 * </pre>
 *
 * <p>repomd.xml is passed over: it is the root of its own snapshots. All other sections are for
 * installers.
 */
final class TreeinfoParser implements IndexParser {
    static final int MAX_LINE_BYTES = 8_192;

    @Override
    public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
            throws IOException {
        InputStream buffered = new BufferedInputStream(content);
        boolean inChecksums = false;
        long number = 0;
        for (Optional<String> line = line(index, 1, buffered);
                line.isPresent();
                line = line(index, number + 1, buffered)) {
            number++;
            String text = line.get().strip();
            if (text.startsWith("[")) {
                inChecksums = text.equals("[checksums]");
            } else if (inChecksums && text.indexOf('=') > 0) {
                entry(index, number, text)
                        .filter(file ->
                                new RpmPath(file.path()).role().kind() != ResourceKind.ROOT_INDEX)
                        .ifPresent(entries);
            }
        }
    }

    private static Optional<IndexEntry> entry(ArchivePath index, long line, String text)
            throws IOException {
        int equals = text.indexOf('=');
        String name = text.substring(0, equals).strip();
        String value = text.substring(equals + 1).strip();
        int colon = value.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        try {
            Optional<ContentHash> hash =
                    Checksum.of(value.substring(0, colon), value.substring(colon + 1));
            return hash.flatMap(known -> new Location("", name)
                    .in(index.directory())
                    .map(path -> new IndexEntry(
                            path, IndexEntry.UNKNOWN_SIZE, known, Optional.empty())));
        } catch (IllegalArgumentException e) {
            throw new MalformedIndexException(
                    index, line, "a file in the archive and its checksum: " + e.getMessage());
        }
    }

    private static Optional<String> line(ArchivePath index, long number, InputStream content)
            throws IOException {
        byte[] line = new byte[MAX_LINE_BYTES];
        int length = 0;
        int next = content.read();
        if (next < 0) {
            return Optional.empty();
        }
        for (; next >= 0 && next != '\n'; next = content.read()) {
            if (length == MAX_LINE_BYTES) {
                throw new MalformedIndexException(
                        index, number, "a line has at most " + MAX_LINE_BYTES + " bytes");
            }
            line[length++] = (byte) next;
        }
        return Optional.of(new String(line, 0, length, StandardCharsets.UTF_8));
    }
}
