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

    /** Number of pieces of a file of that size; 0 for an empty file. */
    public static long count(long sizeBytes) {
        return (sizeBytes + PIECE_BYTES - 1) / PIECE_BYTES;
    }

    /** Offset of a piece's first byte. */
    public static long startOf(int piece) {
        return (long) piece * PIECE_BYTES;
    }

    /** Offset behind a piece's last byte, in a file of that size. */
    public static long endOf(int piece, long sizeBytes) {
        return Math.min(startOf(piece) + PIECE_BYTES, sizeBytes);
    }

    /** The piece that holds the byte at this offset. */
    public static int at(long offsetBytes) {
        return (int) (offsetBytes / PIECE_BYTES);
    }
}
