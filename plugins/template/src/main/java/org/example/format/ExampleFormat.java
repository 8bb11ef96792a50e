package org.example.format;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.MalformedIndexException;
import dev.potluck.api.ResourceKind;

import org.pf4j.Extension;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/** CHANGE: archives whose {@code LIST} has a line {@code sha256 size name} for each file. */
@Extension
public final class ExampleFormat implements ArchiveFormat {
    private static final int MAX_INDEX_BYTES = 64 << 20;

    @Override
    public String name() {
        return "example";
    }

    @Override
    public ResourceKind classify(ArchivePath path) {
        if (path.fileName().equals("LIST")) {
            return ResourceKind.ROOT_INDEX;
        }
        return path.fileName().endsWith(".pkg") ? ResourceKind.PACKAGE : ResourceKind.OPAQUE;
    }

    @Override
    public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
            throws IOException {
        String text = new String(content.readNBytes(MAX_INDEX_BYTES), StandardCharsets.UTF_8);
        long number = 0;
        for (String line : text.split("\n")) {
            number++;
            String[] words = line.strip().split(" ", 3);
            try {
                if (!line.isBlank()) {
                    entries.accept(new IndexEntry(
                            index.sibling(words[2]),
                            Long.parseLong(words[1]),
                            ContentHash.ofHex(HashAlgorithm.SHA256, words[0]),
                            Optional.empty()));
                }
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new MalformedIndexException(index, number, "a hash, a size and a name");
            }
        }
    }
}
