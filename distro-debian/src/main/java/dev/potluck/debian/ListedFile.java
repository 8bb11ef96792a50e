package dev.potluck.debian;

import dev.potluck.api.ContentHash;
import dev.potluck.api.MalformedIndexException;

import java.util.ArrayList;
import java.util.List;

/** One {@code hash size name} line of a list such as {@code Checksums-Sha256}. */
record ListedFile(ContentHash hash, long sizeBytes, Text name) {
    /** What the field lists in the current stanza, in its order; nothing if it is absent. */
    static List<ListedFile> in(HashField hashField) throws MalformedIndexException {
        List<ListedFile> files = new ArrayList<>();
        if (hashField.field().isPresent()) {
            for (Text line : hashField.field().required().lines()) {
                List<Text> words = line.words(3);
                files.add(new ListedFile(
                        words.get(0).hash(hashField.algorithm()),
                        words.get(1).sizeBytes(),
                        words.get(2)));
            }
        }
        return files;
    }
}
