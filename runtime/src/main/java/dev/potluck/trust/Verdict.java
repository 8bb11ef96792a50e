package dev.potluck.trust;

import java.util.List;

/** What the signatures of one file say. */
public sealed interface Verdict {
    /** At least one known, valid key has signed exactly this content, and no known key another. */
    record Good(List<Signer> signers) implements Verdict {
        public Good {
            signers = List.copyOf(signers);
        }
    }

    /**
     * There are signatures, all by keys that are in no keyring.
     *
     * @param keyIds fingerprints, or key ids of 16 digits where a signature gives no more
     */
    record UnknownKey(List<String> keyIds) implements Verdict {
        public UnknownKey {
            keyIds = List.copyOf(keyIds);
        }
    }

    /** A known key has signed this, but its word is not good (any more): expired, weak digest. */
    record Doubtful(String reason) implements Verdict {}

    /** The signatures contradict the content, or are not what the standard says, or are revoked. */
    record Bad(String reason) implements Verdict {}

    /** There is no signature in or beside the file. */
    record Unsigned() implements Verdict {}

    /**
     * Whose signature it is.
     *
     * @param fingerprint of the key that signed, upper-case hexadecimal
     * @param primaryFingerprint of the primary key it belongs to; the same if that key signed
     * @param userId such as {@code Debian Stable Release Key (12/bookworm) <…>}; may be empty
     */
    record Signer(String fingerprint, String primaryFingerprint, String userId) {
        @Override
        public String toString() {
            return userId.isEmpty() ? primaryFingerprint : primaryFingerprint + " " + userId;
        }
    }
}
