package dev.potluck.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The smallest format that keeps to the contract: {@code LIST} files with a {@code hash size name}
 * line for each file beside them.
 */
public final class LineListFormat implements ArchiveFormat {
    private static final int MAX_LINE_LENGTH = 4096;

    @Override
    public String name() {
        return "linelist";
    }

    @Override
    public ResourceKind classify(ArchivePath path) {
        return path.fileName().equals("LIST") ? ResourceKind.ROOT_INDEX : ResourceKind.OPAQUE;
    }

    @Override
    public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
            throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(content, StandardCharsets.ISO_8859_1));
        long number = 1;
        for (String line = readLine(reader); !line.isEmpty(); line = readLine(reader)) {
            String[] words = line.split(" ", 3);
            try {
                entries.accept(new IndexEntry(
                        index.sibling(words[2]),
                        Long.parseLong(words[1]),
                        ContentHash.ofHex(HashAlgorithm.SHA256, words[0]),
                        Optional.empty()));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new MalformedIndexException(index, number, "hash, size and name");
            }
            number++;
        }
    }

    private static String readLine(BufferedReader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = reader.read();
        while (next >= 0 && next != '\n' && line.length() < MAX_LINE_LENGTH) {
            line.append((char) next);
            next = reader.read();
        }
        return line.toString();
    }
}
