package dev.potluck.fetch;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;

import java.util.List;

/**
 * The SHA-256 hashes that a list of mirrors gives an archive's root index, the current one first. A
 * mirror that has none of them is behind the others, or ahead of the list, and clients that were
 * given the list would refuse it.
 */
public record ExpectedRoot(List<ContentHash> sha256s) {
    /** Nothing is known. */
    public static final ExpectedRoot ANY = new ExpectedRoot(List.of());

    /** Of all hashes those that can be compared with a snapshot's. */
    public static ExpectedRoot of(List<ContentHash> hashes) {
        return new ExpectedRoot(hashes.stream()
                .filter(hash -> hash.algorithm() == HashAlgorithm.SHA256)
                .toList());
    }

    boolean isAny() {
        return sha256s.isEmpty();
    }

    /** Whether clients would take a root index with this hash. */
    boolean permits(ContentHash sha256) {
        return isAny() || sha256s.contains(sha256);
    }

    /** The same without all but the current hash. */
    ExpectedRoot current() {
        return new ExpectedRoot(sha256s.subList(0, Math.min(1, sha256s.size())));
    }
}
