package dev.potluck.debian;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.ResourceKind;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Release, and InRelease in its armor: one stanza, which lists the suite's indexes relative to its
 * own folder, once for each algorithm.
 *
 * <pre>
 * Origin: Debian
 * SHA256:
 *  9f86d0... 738242 main/binary-amd64/Packages.xz
 * </pre>
 *
 * <p>Of the hashes of one file the best is taken. A Release lists itself when it is written into
 * the folder that is listed (apt-ftparchive does so), with the hash of an unfinished file: root
 * indexes and their signatures are therefore passed over.
 */
final class ReleaseParser implements IndexParser {
    /** Bound on all lists of one Release; bookworm's have 150 kB. */
    static final int MAX_LISTS_BYTES = 1 << 22;

    private static final String SIGNATURE = "Release.gpg";

    @Override
    public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
            throws IOException {
        Lines lines = new ClearSignedLines(index, new LineReader(index, content));
        ControlScanner scanner = new ControlScanner(index, lines, MAX_LISTS_BYTES);
        List<HashField> sections = HashField.bestFirst(scanner, "SHA", "", "MD5Sum");
        if (!scanner.next()) {
            throw scanner.malformed("a Release has fields, this one is empty");
        }
        Map<ArchivePath, IndexEntry> listed = new LinkedHashMap<>();
        for (HashField section : sections) {
            ListedFile.forEach(section, file -> {
                ArchivePath path = file.name().path(index.directory());
                listed.putIfAbsent(path, file.at(path, Optional.empty()));
            });
        }
        if (scanner.next()) {
            throw scanner.malformedStanza("a Release has one stanza");
        }
        listed.values().stream().filter(ReleaseParser::isListable).forEach(entries);
    }

    private static boolean isListable(IndexEntry entry) {
        ArchivePath path = entry.path();
        return new DebianPath(path).role().kind() != ResourceKind.ROOT_INDEX
                && !path.fileName().equals(SIGNATURE);
    }
}
