package dev.potluck.debian;

import dev.potluck.api.HashAlgorithm;

import java.util.List;
import java.util.Optional;

/** A field of a stanza that holds hashes of one algorithm. */
record HashField(HashAlgorithm algorithm, ControlScanner.Field field) {
    /**
     * The fields of the four algorithms, best first: SHA-256, which nodes share by, comes before
     * the longer hash and the weak ones.
     *
     * @param middle what the names of the SHA fields have in common, such as {@code Checksums-SHA}
     * @param suffix what stands behind the number, such as {@code -Download}; may be empty
     * @param md5 the whole name of the field with MD5 hashes
     */
    static List<HashField> bestFirst(
            ControlScanner scanner, String middle, String suffix, String md5) {
        return List.of(
                new HashField(HashAlgorithm.SHA256, scanner.field(middle + "256" + suffix)),
                new HashField(HashAlgorithm.SHA512, scanner.field(middle + "512" + suffix)),
                new HashField(HashAlgorithm.SHA1, scanner.field(middle + "1" + suffix)),
                new HashField(HashAlgorithm.MD5, scanner.field(md5)));
    }

    /** The best of the fields that the current stanza has. */
    static Optional<HashField> bestPresent(List<HashField> bestFirst) {
        for (HashField candidate : bestFirst) {
            if (candidate.field.isPresent()) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
