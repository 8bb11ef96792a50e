package dev.potluck.debian;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.MalformedIndexException;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * SHA256SUMS and its like, as sha256sum(1) writes them: the images of the installer, relative to
 * the file's own folder. They give no lengths.
 *
 * <pre>
 * 9f86d0...  ./netboot/netboot.tar.gz
 * 60303a... *./cdrom/vmlinuz                 read as binary: the same for us
 * </pre>
 */
final class ChecksumFileParser implements IndexParser {
    private final HashAlgorithm algorithm;

    ChecksumFileParser(HashAlgorithm algorithm) {
        this.algorithm = algorithm;
    }

    @Override
    public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
            throws IOException {
        LineReader lines = new LineReader(index, content);
        while (lines.next()) {
            if (lines.start() < lines.end()) {
                entries.accept(entry(index, lines));
            }
        }
    }

    private IndexEntry entry(ArchivePath index, LineReader lines) throws MalformedIndexException {
        int hashEnd = lines.start() + 2 * algorithm.digestBytes();
        int nameStart = hashEnd + 2;
        if (nameStart >= lines.end()
                || lines.buffer()[hashEnd] != ' '
                || (lines.buffer()[hashEnd + 1] != ' ' && lines.buffer()[hashEnd + 1] != '*')) {
            throw new MalformedIndexException(
                    index, lines.number(), "a line is a " + algorithm + " and a file name");
        }
        Text digest = text(index, lines, lines.start(), hashEnd);
        Text name = text(index, lines, nameStart, lines.end());
        return new IndexEntry(
                name.path(index.directory()),
                IndexEntry.UNKNOWN_SIZE,
                digest.hash(algorithm),
                Optional.empty());
    }

    private static Text text(ArchivePath index, LineReader lines, int start, int end) {
        return new Text(index, lines.buffer(), start, end, lines.number());
    }
}
