package dev.potluck.index;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.hash.ContentHasher;

import java.nio.charset.StandardCharsets;

/** Where a root index stands: what makes two snapshots versions of one thing. */
public record RootPlace(String archiveId, ArchivePath path) {
    byte[] key() {
        return ContentHasher.newDigest(HashAlgorithm.SHA256)
                .digest((archiveId + '\0' + path).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return archiveId + "/" + path;
    }
}
