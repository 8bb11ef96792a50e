package dev.potluck.hash;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Hashes a stream once for all that ask: always by SHA-256, which names blobs, and by the algorithm
 * that the archive's index happens to use.
 */
public final class ContentHasher {
    private static final int READ_BUFFER_BYTES = 1 << 16;

    private final HashAlgorithm listedBy;
    private final MessageDigest sha256Digest = newDigest(HashAlgorithm.SHA256);
    private final MessageDigest listedDigest;

    /** @param listedBy the algorithm of the expected hash; may be SHA-256 itself */
    public ContentHasher(HashAlgorithm listedBy) {
        this.listedBy = listedBy;
        this.listedDigest = listedBy == HashAlgorithm.SHA256 ? sha256Digest : newDigest(listedBy);
    }

    /** The SHA-256 of a whole file. */
    public static ContentHash sha256(FileChannel file) throws IOException {
        ContentHasher hasher = new ContentHasher(HashAlgorithm.SHA256);
        hasher.update(file, Long.MAX_VALUE);
        return hasher.finish().sha256();
    }

    /** The SHA-256 of some bytes at hand. */
    public static ContentHash sha256(byte[] content) {
        return ContentHash.of(
                HashAlgorithm.SHA256, newDigest(HashAlgorithm.SHA256).digest(content));
    }

    /** A new digest of the algorithm; every JDK has all that archives use. */
    public static MessageDigest newDigest(HashAlgorithm algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.jcaName());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks " + algorithm.jcaName(), e);
        }
    }

    /** Takes the next bytes; the buffer's position moves to its limit. */
    public void update(ByteBuffer bytes) {
        if (listedDigest != sha256Digest) {
            listedDigest.update(bytes.duplicate());
        }
        sha256Digest.update(bytes);
    }

    /** Takes the first {@code lengthBytes} of a file, or all there are if it is shorter. */
    public void update(FileChannel file, long lengthBytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(READ_BUFFER_BYTES);
        long position = 0;
        while (position < lengthBytes) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), lengthBytes - position));
            int read = file.read(buffer, position);
            if (read < 0) {
                return;
            }
            update(buffer.flip());
            position += read;
        }
    }

    /** The hashes of all that came. The hasher starts anew after it. */
    public FileHashes finish() {
        ContentHash sha256 = ContentHash.of(HashAlgorithm.SHA256, sha256Digest.digest());
        return new FileHashes(
                sha256,
                listedDigest == sha256Digest
                        ? sha256
                        : ContentHash.of(listedBy, listedDigest.digest()));
    }
}
