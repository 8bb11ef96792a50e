package dev.potluck.hash;

/** How files are cut into pieces, for verification and for exchange with peers. */
public final class Pieces {
    /** Length of a piece; a file's last piece may be shorter. */
    public static final int PIECE_BYTES = 512 << 10;

    private Pieces() {}

    /** Length of the last piece of a file of that size; 0 for an empty file. */
    public static long lastPieceBytes(long sizeBytes) {
        return sizeBytes == 0 ? 0 : (sizeBytes - 1) % PIECE_BYTES + 1;
    }
}
