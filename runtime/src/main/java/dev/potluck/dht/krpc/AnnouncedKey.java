package dev.potluck.dht.krpc;

/**
 * A file that this node has, as it is announced.
 *
 * @param key the first 20 bytes of the file's SHA-256
 * @param hint where its piece hashes are
 */
public record AnnouncedKey(NodeId key, PieceHint hint) {
    /** A file of one piece. */
    public static AnnouncedKey of(NodeId key) {
        return new AnnouncedKey(key, PieceHint.NONE);
    }
}
