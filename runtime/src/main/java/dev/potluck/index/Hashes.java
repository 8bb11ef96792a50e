package dev.potluck.index;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** A hash in a record: its digest's length (u8), which tells the algorithm, and the digest. */
final class Hashes {
    private Hashes() {}

    static void write(DataOutputStream out, ContentHash hash) throws IOException {
        out.writeByte(hash.algorithm().digestBytes());
        out.write(hash.digest());
    }

    static ContentHash read(DataInputStream in) throws IOException {
        int digestBytes = in.readUnsignedByte();
        for (HashAlgorithm algorithm : HashAlgorithm.values()) {
            if (algorithm.digestBytes() == digestBytes) {
                return ContentHash.of(algorithm, in.readNBytes(digestBytes));
            }
        }
        throw new IOException("no algorithm has digests of " + digestBytes + " bytes");
    }
}
