package dev.potluck.fetch;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.hash.FileHashes;
import dev.potluck.hash.Pieces;
import dev.potluck.index.ExpectedFile;

import java.util.Optional;

/**
 * What is known of a file before its bytes come, and what may therefore be released of it.
 *
 * @param hash of the whole file, if an index or the path gives one
 * @param sizeBytes its length; {@link ExpectedFile#UNKNOWN_SIZE} if not known (yet)
 */
record Expectation(Optional<ContentHash> hash, long sizeBytes) {
    /** No index says anything. */
    static final Expectation NOTHING = new Expectation(Optional.empty(), ExpectedFile.UNKNOWN_SIZE);

    static Expectation of(ExpectedFile file) {
        return new Expectation(Optional.of(file.hash()), file.sizeBytes());
    }

    boolean hasSize() {
        return sizeBytes != ExpectedFile.UNKNOWN_SIZE;
    }

    /** The same, with the length that the mirror announced where no index gave one. */
    Expectation announced(long announcedBytes) {
        return hasSize() ? this : new Expectation(hash, announcedBytes);
    }

    HashAlgorithm algorithm() {
        return hash.map(ContentHash::algorithm).orElse(HashAlgorithm.SHA256);
    }

    /**
     * How many of the first bytes readers may have before the whole was verified: the last piece of
     * a file with a known hash is held back, so that no wrong file is ever complete.
     */
    long releasable(long writtenBytes) {
        if (hash.isEmpty()) {
            return writtenBytes;
        }
        long heldBack = hasSize()
                ? sizeBytes - Pieces.lastPieceBytes(sizeBytes)
                : writtenBytes - Pieces.PIECE_BYTES;
        return Math.max(0, Math.min(writtenBytes, heldBack));
    }

    /** Whether a file of that length and those hashes is the expected one. */
    boolean matches(long writtenBytes, FileHashes hashes) {
        return (!hasSize() || writtenBytes == sizeBytes)
                && hash.map(hashes.listed()::equals).orElse(true);
    }

    /**
     * A file of one piece is answered only when it was verified: a fault can be told by a status.
     */
    boolean isSmall() {
        return hash.isPresent() && hasSize() && sizeBytes <= Pieces.PIECE_BYTES;
    }
}
