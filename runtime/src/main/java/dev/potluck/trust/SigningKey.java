package dev.potluck.trust;

import org.bouncycastle.openpgp.PGPPublicKey;

import java.time.Instant;
import java.util.Optional;

/**
 * A primary key or subkey of a keyring, with what its own certificate says about it.
 *
 * @param key the key
 * @param signer whom people see
 * @param expiresAt when its word ends, or that of its primary key, whichever is first
 * @param isRevoked whether its owner took it, or its primary key, back
 * @param defect why it may not sign documents at all, such as "it is not bound to its primary key"
 */
record SigningKey(
        PGPPublicKey key,
        Verdict.Signer signer,
        Optional<Instant> expiresAt,
        boolean isRevoked,
        Optional<String> defect) {}
