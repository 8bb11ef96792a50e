package dev.potluck.rpm;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;

import java.util.Optional;

/** {@code <checksum type="sha256">9f86d0...</checksum>}. */
final class Checksum {
    private Checksum() {}

    /**
     * @return empty if the type is not one we know: the file then comes from the mirror alone
     * @throws IllegalArgumentException if the digits are not that algorithm's
     */
    static Optional<ContentHash> of(String type, String hex) {
        return HashAlgorithm.named(type).map(algorithm -> ContentHash.ofHex(algorithm, hex));
    }
}
