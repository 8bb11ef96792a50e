package dev.potluck.dht;

import dev.potluck.api.ContentHash;
import dev.potluck.dht.krpc.PieceHint;

/** Knows where the piece hashes of our files are, to be announced with them. */
@FunctionalInterface
public interface PieceHints {
    /** Knows nothing. */
    PieceHints NONE = (sha256, sizeBytes) -> PieceHint.NONE;

    /**
     * The hint for a file that we have; {@link PieceHint#NONE} when it has one piece, or its pieces
     * are not hashed yet. Asked on the node's event loop, so it may take microseconds only.
     *
     * @param sha256 of the whole file
     * @param sizeBytes its length
     */
    PieceHint of(ContentHash sha256, long sizeBytes);
}
