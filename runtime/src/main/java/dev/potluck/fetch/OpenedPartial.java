package dev.potluck.fetch;

import dev.potluck.api.ContentHash;
import dev.potluck.hash.ContentHasher;
import dev.potluck.store.BlobStore;
import dev.potluck.store.PartialBlob;
import dev.potluck.store.PartialOrigin;

import java.io.IOException;
import java.util.Optional;

/**
 * A partial blob ready to be continued.
 *
 * @param hasher has taken the bytes that are there
 * @param origin where they came from, if that was noted
 */
record OpenedPartial(PartialBlob blob, ContentHasher hasher, Optional<PartialOrigin> origin) {
    /**
     * Opens what an earlier fetch left, or an empty one. Blocking.
     *
     * @param takenBytes of what is free on the disk: to be kept free, or for other fetches
     * @throws NoSpaceException if the file would not fit on the disk
     */
    static OpenedPartial open(
            BlobStore store, String name, Expectation expectation, long takenBytes)
            throws IOException {
        long sizeBytes = Math.max(0, expectation.sizeBytes());
        if (store.usableBytes() - takenBytes < sizeBytes) {
            throw new NoSpaceException(sizeBytes);
        }
        PartialBlob blob = store.partial(name);
        boolean isOfNoUse = expectation.hasSize()
                ? blob.lengthBytes() > expectation.sizeBytes()
                : expectation.hash().isPresent(); // it may be whole: nothing is left to ask for
        if (isOfNoUse) {
            blob.clear();
        }
        ContentHasher hasher = new ContentHasher(expectation.algorithm());
        hasher.update(blob.file(), blob.lengthBytes());
        return new OpenedPartial(blob, hasher, blob.readOrigin());
    }

    /** The disk has no room for a file; it can still be passed on. */
    static final class NoSpaceException extends IOException {
        private static final long serialVersionUID = 1L;

        NoSpaceException(long sizeBytes) {
            super("the cache's disk has no room for %d bytes more".formatted(sizeBytes));
        }
    }

    /** Forgets what came but its first bytes; the hasher has these. Blocking. */
    static ContentHasher restart(PartialBlob blob, long keptBytes, ContentHash hash)
            throws IOException {
        blob.truncate(keptBytes);
        ContentHasher hasher = new ContentHasher(hash.algorithm());
        hasher.update(blob.file(), keptBytes);
        return hasher;
    }
}
