package dev.potluck.index;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.MalformedIndexException;
import dev.potluck.api.PackageId;
import dev.potluck.api.ResourceKind;
import dev.potluck.hash.ContentHasher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A format for tests: {@code LIST} is a root index, {@code LIST.sig} its signature, {@code *.idx},
 * compressed or not, are indexes, and {@code 9f86-name.idx} such of one state only, {@code *.pkg}
 * packages. Both kinds of index have a line {@code sha256 size name} for each file beside them;
 * indexes are also below {@code by-hash/}.
 */
public final class LineFormat implements ArchiveFormat {
    private static final String BY_HASH = "by-hash/";

    /** The line that lists a file. */
    public static String line(String name, byte[] content) {
        return hash(content).hex() + " " + content.length + " " + name + "\n";
    }

    /** The SHA-256 of a content. */
    public static ContentHash hash(byte[] content) {
        return ContentHasher.sha256(content);
    }

    @Override
    public String name() {
        return "line";
    }

    @Override
    public ResourceKind classify(ArchivePath path) {
        String name = path.fileName();
        if (name.equals("LIST")) {
            return ResourceKind.ROOT_INDEX;
        }
        if (name.matches(".*\\.idx(\\.[a-z0-9]+)?") || path.directory().endsWith(BY_HASH)) {
            return ResourceKind.INDEX;
        }
        return name.endsWith(".pkg") ? ResourceKind.PACKAGE : ResourceKind.OPAQUE;
    }

    @Override
    public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
            throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8));
        long number = 1;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            String[] words = line.split(" ");
            try {
                entries.accept(new IndexEntry(
                        index.sibling(words[2]),
                        Long.parseLong(words[1]),
                        ContentHash.ofHex(HashAlgorithm.SHA256, words[0]),
                        packageId(words)));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new MalformedIndexException(index, number, "hash, size and name");
            }
            number++;
        }
    }

    private static Optional<PackageId> packageId(String[] words) {
        return words[2].endsWith(".pkg")
                ? Optional.of(new PackageId(words[2], "1", "all"))
                : Optional.empty();
    }

    @Override
    public Optional<ContentHash> hashInPath(ArchivePath path) {
        return path.directory().endsWith(BY_HASH) && path.fileName().matches("[0-9a-f]{64}")
                ? Optional.of(ContentHash.ofHex(HashAlgorithm.SHA256, path.fileName()))
                : Optional.empty();
    }

    @Override
    public Optional<ArchivePath> pathByHash(ArchivePath path, ContentHash hash) {
        return Optional.of(path.sibling(BY_HASH + hash.hex()));
    }

    @Override
    public ArchivePath lastingPath(ArchivePath index) {
        return index.sibling(index.fileName().replaceFirst("^[0-9a-f]{4}-", ""));
    }

    @Override
    public Optional<ArchivePath> detachedSignature(ArchivePath rootIndex) {
        return Optional.of(rootIndex.sibling("LIST.sig"));
    }
}
