package dev.potluck.dht;

import dev.potluck.bencode.ByteString;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Timers;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.util.random.RandomGenerator;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens show that a node receives what is sent to its address (BEP 5): HMAC of address and port
 * under a secret that changes every {@value #ROTATION_MS} ms. Tokens of the last two secrets are
 * good.
 */
final class TokenService {
    static final long ROTATION_MS = 5 * 60_000L;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SECRET_BYTES = 16;
    private static final int TOKEN_BYTES = 8;

    private final Timers timers;
    private final RandomGenerator random;
    private @Nullable Mac current;
    private @Nullable Mac previous;
    private long rotatedMs;

    TokenService(Timers timers, RandomGenerator random) {
        this.timers = timers;
        this.random = random;
    }

    /** The token for {@code endpoint}, as of now. */
    ByteString tokenFor(Endpoint endpoint) {
        return sign(currentSecret(), endpoint);
    }

    /** Whether {@code token} was given to {@code endpoint} in the last 5 to 10 minutes. */
    boolean isValid(Endpoint endpoint, ByteString token) {
        if (token.length() != TOKEN_BYTES) {
            return false;
        }
        Mac now = currentSecret();
        return sign(now, endpoint).equals(token)
                || previous != null && sign(previous, endpoint).equals(token);
    }

    private Mac currentSecret() {
        long nowMs = timers.nowMs();
        Mac secret = current;
        if (secret == null || nowMs - rotatedMs >= ROTATION_MS) {
            previous = nowMs - rotatedMs < 2 * ROTATION_MS ? secret : null;
            rotatedMs = nowMs;
            secret = newSecret();
            current = secret;
        }
        return secret;
    }

    private Mac newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static ByteString sign(Mac secret, Endpoint endpoint) {
        return ByteString.of(secret.doFinal(endpoint.compact()), 0, TOKEN_BYTES);
    }
}
