package dev.potluck.dht.krpc;

import dev.potluck.bencode.ByteString;
import dev.potluck.bencode.MalformedBencodeException;

/**
 * Where the hashes of a file's pieces are, as its announcers say: a hint of strangers.
 *
 * <p>By the number of pieces: one, no hint; 2 to 4, the hashes themselves ({@code ph}, 16 bytes
 * each); 5 to 69, the target of an immutable item, and 70 or more, the digest of the list that a
 * peer hands out ({@code pl}, 20 bytes).
 *
 * @param hashes the piece hashes one after another: empty, or 32, 48 or 64 bytes
 * @param list the target or digest: empty, or 20 bytes
 */
public record PieceHint(ByteString hashes, ByteString list) {
    /** Nothing is known, or there is but one piece. */
    public static final PieceHint NONE = new PieceHint(ByteString.EMPTY, ByteString.EMPTY);

    /** A piece hash: the first bytes of the piece's SHA-256. */
    public static final int PIECE_HASH_BYTES = 16;
    /** Files of fewer pieces need no list. */
    public static final int MIN_HASHES = 2;
    /** Files of more pieces have their list elsewhere. */
    public static final int MAX_HASHES = 4;

    /** Checks the sizes; {@link IllegalArgumentException} is our own bug. */
    public PieceHint {
        if (!isLegal(hashes, list)) {
            throw new IllegalArgumentException(
                    "piece hint of " + hashes.length() + " and " + list.length() + " bytes");
        }
    }

    /** A hint off the wire. */
    static PieceHint of(ByteString hashes, ByteString list) throws MalformedBencodeException {
        if (hashes.isEmpty() && list.isEmpty()) {
            return NONE;
        }
        if (!isLegal(hashes, list)) {
            throw new MalformedBencodeException(
                    -1, "ph of " + hashes.length() + " and pl of " + list.length() + " bytes");
        }
        return new PieceHint(hashes, list);
    }

    private static boolean isLegal(ByteString hashes, ByteString list) {
        boolean hashesFit = hashes.isEmpty()
                || hashes.length() % PIECE_HASH_BYTES == 0
                        && hashes.length() >= MIN_HASHES * PIECE_HASH_BYTES
                        && hashes.length() <= MAX_HASHES * PIECE_HASH_BYTES;
        return hashesFit && (list.isEmpty() || list.length() == NodeId.SIZE_BYTES);
    }

    /** Whether this says nothing. */
    public boolean isNone() {
        return hashes.isEmpty() && list.isEmpty();
    }
}
