package dev.potluck.bencode;

/** A bencoded value. */
public sealed interface BValue permits ByteString, BInteger, BList, BDictionary {
    /** Writes the canonical form of this value. */
    void writeTo(BencodeWriter out);
}
