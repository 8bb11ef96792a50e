package dev.potluck.debian;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.MalformedIndexException;
import dev.potluck.api.PackageId;

import java.util.List;
import java.util.Optional;

/** One {@code hash size name} line of a list such as {@code Checksums-Sha256}. */
record ListedFile(ContentHash hash, long sizeBytes, Text name) {
    IndexEntry at(ArchivePath path, Optional<PackageId> packageId) {
        return new IndexEntry(path, sizeBytes, hash, packageId);
    }

    /** What is done with each file. */
    interface FileAction {
        void accept(ListedFile file) throws MalformedIndexException;
    }

    /** Takes what the field lists in the current stanza, in its order; nothing if it is absent. */
    static void forEach(HashField hashField, FileAction action) throws MalformedIndexException {
        if (!hashField.field().isPresent()) {
            return;
        }
        hashField.field().required().forEachLine(line -> {
            List<Text> words = line.words(3);
            action.accept(new ListedFile(
                    words.get(0).hash(hashField.algorithm()),
                    words.get(1).sizeBytes(),
                    words.get(2)));
        });
    }
}
