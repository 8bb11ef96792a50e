package dev.potluck.swarm;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.bencode.Bencode;
import dev.potluck.bencode.ByteString;
import dev.potluck.dht.krpc.PieceHint;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hash.Pieces;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The hashes of a file's pieces: of each the first 16 bytes of its SHA-256, one after another. A
 * claim of strangers, unless it was computed here; the hash of the whole file has the last word.
 *
 * <pre>
 * pieces     where the list is                            hint of an announce
 * 1          nowhere: the file's hash is the piece's      none
 * 2 .. 4     with the peers                               ph, the list itself
 * 5 .. 69    an immutable item (BEP 44)                   pl, its target: SHA-1 of "LENGTH:list"
 * 70 ..      with each peer, over HTTP                    pl, the same digest
 * </pre>
 *
 * <p>Sample, a file of 600,000 bytes: 32 bytes, {@code 9834876dcfb05cb1...} then those of the
 * second piece.
 */
public final class PieceHashes {
    /** Length of one piece's hash. */
    public static final int HASH_BYTES = PieceHint.PIECE_HASH_BYTES;

    /** A file of more pieces has its list at its peers only: an item has 1,109 bytes at most. */
    public static final int MAX_IN_ITEM = 69;

    /** Longest list: that of a file of 32 GiB. */
    public static final int MAX_PIECES = 1 << 16;

    private static final int READ_BUFFER_BYTES = 64 << 10;

    /** Where the list of a file can be found, by the number of its pieces. */
    public enum Home {
        NOWHERE,
        WITH_PEER_LIST,
        DHT_ITEM,
        AT_PEERS
    }

    private final byte[] hashes;

    private PieceHashes(byte[] hashes) {
        this.hashes = hashes;
    }

    /** Where the list of a file of that size is. */
    public static Home homeOf(long sizeBytes) {
        long pieces = Pieces.count(sizeBytes);
        if (pieces < PieceHint.MIN_HASHES) {
            return Home.NOWHERE;
        }
        if (pieces <= PieceHint.MAX_HASHES) {
            return Home.WITH_PEER_LIST;
        }
        return pieces <= MAX_IN_ITEM ? Home.DHT_ITEM : Home.AT_PEERS;
    }

    /**
     * Takes a list off the wire.
     *
     * @throws MalformedPieceListException if it is not as long as that of a file of this size
     */
    public static PieceHashes of(byte[] list, long sizeBytes) throws MalformedPieceListException {
        long pieces = Pieces.count(sizeBytes);
        if (pieces > MAX_PIECES || list.length != pieces * HASH_BYTES) {
            throw new MalformedPieceListException(
                    "a piece list of %d bytes where %d pieces are expected"
                            .formatted(list.length, pieces));
        }
        return new PieceHashes(list.clone());
    }

    /** The list of a file of one piece. */
    public static PieceHashes ofOnePiece(ContentHash sha256) {
        return new PieceHashes(Arrays.copyOf(sha256.digest(), HASH_BYTES));
    }

    /** Reads a complete file. Blocking. */
    public static PieceHashes compute(FileChannel file, long sizeBytes) throws IOException {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        MessageDigest digest = ContentHasher.newDigest(HashAlgorithm.SHA256);
        ByteBuffer buffer = ByteBuffer.allocate(READ_BUFFER_BYTES);
        for (int piece = 0; piece < Pieces.count(sizeBytes); piece++) {
            long end = Pieces.endOf(piece, sizeBytes);
            for (long at = Pieces.startOf(piece); at < end; ) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
                int read = file.read(buffer, at);
                if (read < 0) {
                    throw new EOFException("a blob of less than %d bytes".formatted(sizeBytes));
                }
                digest.update(buffer.flip());
                at += read;
            }
            list.write(digest.digest(), 0, HASH_BYTES);
        }
        return new PieceHashes(list.toByteArray());
    }

    /** Number of pieces. */
    public int count() {
        return hashes.length / HASH_BYTES;
    }

    /** Whether a piece with this SHA-256, or its first 16 bytes, is the one that is listed. */
    public boolean matches(int piece, byte[] sha256) {
        int from = piece * HASH_BYTES;
        return Arrays.equals(hashes, from, from + HASH_BYTES, sha256, 0, HASH_BYTES);
    }

    /** A piece's hash, the first 16 bytes of its SHA-256. */
    ByteString hashOf(int piece) {
        return ByteString.of(hashes, piece * HASH_BYTES, HASH_BYTES);
    }

    /** The list as it goes over the wire. */
    public byte[] toBytes() {
        return hashes.clone();
    }

    /** What an announce of the file carries. */
    public PieceHint hint() {
        if (count() < PieceHint.MIN_HASHES) {
            return PieceHint.NONE;
        }
        return count() <= PieceHint.MAX_HASHES
                ? new PieceHint(ByteString.of(hashes), ByteString.EMPTY)
                : new PieceHint(ByteString.EMPTY, target());
    }

    /** The target of the list as an immutable item (BEP 44), and its digest where it is none. */
    public ByteString target() {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return ByteString.of(sha1.digest(Bencode.encode(ByteString.of(hashes))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PieceHashes that && Arrays.equals(hashes, that.hashes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hashes);
    }

    /** The number of pieces and the digest. */
    @Override
    public String toString() {
        return count() + " pieces, " + target();
    }
}
