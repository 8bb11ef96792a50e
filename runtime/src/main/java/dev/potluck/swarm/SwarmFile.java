package dev.potluck.swarm;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.hash.Pieces;

/**
 * A file that peers may have.
 *
 * @param sha256 its name
 * @param sizeBytes its length
 * @param archive names the mirrors that have it
 */
public record SwarmFile(ContentHash sha256, long sizeBytes, String archive) {
    /** @throws IllegalArgumentException if peers do not know files by this hash */
    public SwarmFile {
        if (sha256.algorithm() != HashAlgorithm.SHA256 || sizeBytes < 0) {
            throw new IllegalArgumentException(sha256 + ", " + sizeBytes);
        }
    }

    int pieces() {
        return (int) Pieces.count(sizeBytes);
    }

    long pieceBytes(int piece) {
        return Pieces.endOf(piece, sizeBytes) - Pieces.startOf(piece);
    }
}
