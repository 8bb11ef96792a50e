package dev.potluck.swarm;

/** Bytes that are not the piece hashes of the file in question; the message says why. */
public final class MalformedPieceListException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedPieceListException(String message) {
        super(message);
    }
}
