package dev.potluck.api;

import java.util.Locale;
import java.util.Optional;

/** The digest algorithms that archives list files by, weakest first. */
public enum HashAlgorithm {
    MD5("MD5", 16, false),
    SHA1("SHA-1", 20, false),
    SHA256("SHA-256", 32, true),
    SHA384("SHA-384", 48, true),
    SHA512("SHA-512", 64, true);

    private final String jcaName;
    private final int digestBytes;
    private final boolean strong;

    HashAlgorithm(String jcaName, int digestBytes, boolean strong) {
        this.jcaName = jcaName;
        this.digestBytes = digestBytes;
        this.strong = strong;
    }

    /** The algorithm of a name as archives write it: {@code sha-256}, {@code MD5Sum}. */
    public static Optional<HashAlgorithm> named(String name) {
        return switch (name.toLowerCase(Locale.ROOT).replace("-", "")) {
            case "md5", "md5sum" -> Optional.of(MD5);
            case "sha", "sha1" -> Optional.of(SHA1);
            case "sha256" -> Optional.of(SHA256);
            case "sha384" -> Optional.of(SHA384);
            case "sha512" -> Optional.of(SHA512);
            default -> Optional.empty();
        };
    }

    /** The name by which {@link java.security.MessageDigest} knows the algorithm. */
    public String jcaName() {
        return jcaName;
    }

    /** Length of a digest in bytes. */
    public int digestBytes() {
        return digestBytes;
    }

    /** Whether a file may be shared with strangers on the word of this algorithm alone. */
    public boolean isStrong() {
        return strong;
    }
}
