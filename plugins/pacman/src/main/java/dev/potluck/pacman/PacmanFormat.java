package dev.potluck.pacman;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.MalformedIndexException;
import dev.potluck.api.PackageId;
import dev.potluck.api.ResourceKind;

import org.pf4j.Extension;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Repositories of Arch Linux: a database is a tar archive with a file {@code desc} per package. */
@Extension
public final class PacmanFormat implements ArchiveFormat {
    private static final int BLOCK_BYTES = 512;
    private static final int MAX_DESC_BYTES = 1 << 20;

    @Override
    public String name() {
        return "pacman";
    }

    @Override
    public ResourceKind classify(ArchivePath path) {
        if (path.fileName().matches(".+\\.(db|files)(\\.tar(\\.(gz|zst|xz|bz2))?)?")) {
            return ResourceKind.ROOT_INDEX;
        }
        boolean isPackage = path.fileName().matches(".+\\.pkg\\.tar(\\.(zst|xz|gz|bz2))?");
        return isPackage ? ResourceKind.PACKAGE : ResourceKind.OPAQUE;
    }

    @Override
    public Optional<ArchivePath> detachedSignature(ArchivePath path) {
        boolean isSigned = classify(path) == ResourceKind.ROOT_INDEX
                && path.value().length() + ".sig".length() <= ArchivePath.MAX_LENGTH;
        return isSigned ? Optional.of(new ArchivePath(path + ".sig")) : Optional.empty();
    }

    @Override
    public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
            throws IOException {
        byte[] header = content.readNBytes(BLOCK_BYTES);
        while (header.length == BLOCK_BYTES && header[0] != 0) {
            String octal = new String(header, 124, 11, UTF_8).strip();
            if (!octal.matches("[0-7]+")) {
                throw new MalformedIndexException(index, 0, "no tar archive: size " + octal);
            }
            long size = Long.parseLong(octal, 8);
            boolean isDesc = new String(header, 0, 100, UTF_8).matches("[^\0]+/desc\0*");
            byte[] desc = content.readNBytes(isDesc && size <= MAX_DESC_BYTES ? (int) size : 0);
            if (desc.length > 0) {
                entry(index, new String(desc, UTF_8)).ifPresent(entries);
            }
            long padding = -size & (BLOCK_BYTES - 1);
            content.skipNBytes(size - desc.length + padding);
            header = content.readNBytes(BLOCK_BYTES);
        }
        if (header.length < BLOCK_BYTES) {
            throw new MalformedIndexException(index, 0, "a tar archive ends with a block of zeros");
        }
    }

    /** A desc has fields with empty lines between them: a line %NAME%, then lines of values. */
    private static Optional<IndexEntry> entry(ArchivePath index, String desc) throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (String field : desc.strip().split("\n\n")) {
            String[] lines = field.split("\n");
            fields.put(lines[0], lines[lines.length - 1]);
        }
        try {
            return fields.containsKey("%FILENAME%") && fields.containsKey("%SHA256SUM%")
                    ? Optional.of(new IndexEntry(
                            index.sibling(fields.get("%FILENAME%")),
                            Long.parseLong(fields.getOrDefault("%CSIZE%", "-1")),
                            ContentHash.ofHex(HashAlgorithm.SHA256, fields.get("%SHA256SUM%")),
                            Optional.of(new PackageId(
                                    fields.getOrDefault("%NAME%", ""),
                                    fields.getOrDefault("%VERSION%", ""),
                                    fields.getOrDefault("%ARCH%", "")))))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new MalformedIndexException(index, 0, "a package in the archive: " + e);
        }
    }
}
