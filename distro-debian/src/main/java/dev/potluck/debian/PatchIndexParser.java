package dev.potluck.debian;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.IndexEntry;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * {@code Packages.diff/Index}: patches from one state of an index to a later one.
 *
 * <pre>
 * SHA256-Current: 6dc8... 46730842
 * SHA256-Patches:
 *  41ab... 1190 T-2026-07-11-1016.36-F-2026-07-04-0810.20        hash of the patch unpacked
 * SHA256-Download:
 *  0b77...  604 T-2026-07-11-1016.36-F-2026-07-04-0810.20.gz     hash of the file on the mirror
 * </pre>
 *
 * <p>Only the Download lists tell the hashes of files that a client fetches. An archive whose
 * patches are merged keeps the single ones for older clients, in {@code X-Unmerged-…} lists.
 */
final class PatchIndexParser implements IndexParser {
    /** Bound on the lists kept; an Index with 56 patches has 20 kB. */
    static final int MAX_LISTS_BYTES = 1 << 22;

    @Override
    public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
            throws IOException {
        ControlScanner scanner =
                new ControlScanner(index, new LineReader(index, content), MAX_LISTS_BYTES);
        List<HashField> merged =
                HashField.bestFirst(scanner, "SHA", "-Download", "MD5Sum-Download");
        List<HashField> unmerged = HashField.bestFirst(
                scanner, "X-Unmerged-SHA", "-Download", "X-Unmerged-MD5Sum-Download");
        if (!scanner.next()) {
            throw scanner.malformed("an index of patches has fields, this one is empty");
        }
        for (List<HashField> downloads : List.of(merged, unmerged)) {
            Optional<HashField> best = HashField.bestPresent(downloads);
            if (best.isPresent()) {
                ListedFile.forEach(best.get(), file -> {
                    ArchivePath path = file.name().path(index.directory());
                    entries.accept(file.at(path, Optional.empty()));
                });
            }
        }
    }
}
