package dev.potluck.api;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** The digest of a file's whole content: the only thing that names content. Immutable. */
public final class ContentHash {
    private final HashAlgorithm algorithm;
    private final byte[] digest;

    private ContentHash(HashAlgorithm algorithm, byte[] digest) {
        this.algorithm = algorithm;
        this.digest = digest;
    }

    /**
     * A hash of the given raw digest.
     *
     * @throws IllegalArgumentException if the digest has not the algorithm's length
     */
    public static ContentHash of(HashAlgorithm algorithm, byte[] digest) {
        if (digest.length != algorithm.digestBytes()) {
            throw new IllegalArgumentException("a %s digest has %d bytes, not %d"
                    .formatted(algorithm, algorithm.digestBytes(), digest.length));
        }
        return new ContentHash(algorithm, digest.clone());
    }

    /**
     * A hash from its hexadecimal digits, upper or lower case.
     *
     * @throws IllegalArgumentException if there are not exactly the algorithm's number of digits
     */
    public static ContentHash ofHex(HashAlgorithm algorithm, CharSequence hex) {
        if (hex.length() != 2 * algorithm.digestBytes()) {
            throw new IllegalArgumentException("a %s digest has %d hex digits, not %d"
                    .formatted(algorithm, 2 * algorithm.digestBytes(), hex.length()));
        }
        return new ContentHash(algorithm, HexFormat.of().parseHex(hex));
    }

    public HashAlgorithm algorithm() {
        return algorithm;
    }

    /** A copy of the raw digest, {@link HashAlgorithm#digestBytes()} long. */
    public byte[] digest() {
        return digest.clone();
    }

    /** The digest in lower-case hexadecimal. */
    public String hex() {
        return HexFormat.of().formatHex(digest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContentHash that
                && algorithm == that.algorithm
                && Arrays.equals(digest, that.digest);
    }

    @Override
    public int hashCode() {
        // A digest's bits are already spread: its first four bytes are as good a hash as any.
        return digest[0] << 24
                | (digest[1] & 0xff) << 16
                | (digest[2] & 0xff) << 8
                | digest[3] & 0xff;
    }

    /** {@code sha256:9f86d0…}: lower-case algorithm, colon, hexadecimal digest. */
    @Override
    public String toString() {
        return algorithm.name().toLowerCase(Locale.ROOT) + ":" + hex();
    }
}
