package dev.potluck.mirror;

import io.vertx.core.net.TrustOptions;

import java.util.Optional;

/**
 * How mirrors are asked.
 *
 * @param timeouts how long to wait for what
 * @param maxRedirects most redirects followed for one request
 * @param maxConnectionsPerMirror most connections to one address at a time
 * @param userAgent this program, such as {@code potluck/1.0}, where the client names none
 * @param via this node in Via headers, a token; mirrors should know no node by it for long
 * @param trust whom to believe in TLS; empty for the CA certificates of the JDK
 */
public record MirrorSettings(
        Timeouts timeouts,
        int maxRedirects,
        int maxConnectionsPerMirror,
        String userAgent,
        String via,
        Optional<TrustOptions> trust) {
    /** Default of {@link #maxRedirects}. */
    public static final int DEFAULT_MAX_REDIRECTS = 5;

    /** Default of {@link #maxConnectionsPerMirror}. */
    public static final int DEFAULT_MAX_CONNECTIONS_PER_MIRROR = 16;

    /** @throws IllegalArgumentException if a number is out of range */
    public MirrorSettings {
        if (maxRedirects < 0 || maxConnectionsPerMirror < 1) {
            throw new IllegalArgumentException(maxRedirects + ", " + maxConnectionsPerMirror);
        }
    }

    /** The defaults, for a program that has this name for all purposes. */
    public static MirrorSettings defaults(String name) {
        return new MirrorSettings(
                Timeouts.DEFAULT,
                DEFAULT_MAX_REDIRECTS,
                DEFAULT_MAX_CONNECTIONS_PER_MIRROR,
                name,
                name,
                Optional.empty());
    }

    /** The same with other times. */
    public MirrorSettings with(Timeouts newTimeouts) {
        return new MirrorSettings(
                newTimeouts, maxRedirects, maxConnectionsPerMirror, userAgent, via, trust);
    }

    /** The same, believing others in TLS. */
    public MirrorSettings with(TrustOptions newTrust) {
        return new MirrorSettings(
                timeouts,
                maxRedirects,
                maxConnectionsPerMirror,
                userAgent,
                via,
                Optional.of(newTrust));
    }

    /**
     * How long to wait for a mirror.
     *
     * @param connectMs for the name, then for each address, then for TLS
     * @param firstByteMs from the request to the head of the answer, and for a free connection
     * @param stallMs for the next byte of a body, while anyone wants it
     */
    public record Timeouts(int connectMs, int firstByteMs, int stallMs) {
        /** 5 s, 20 s, 15 s. */
        public static final Timeouts DEFAULT = new Timeouts(5_000, 20_000, 15_000);

        /** @throws IllegalArgumentException if a time is not positive */
        public Timeouts {
            if (connectMs < 1 || firstByteMs < 1 || stallMs < 1) {
                throw new IllegalArgumentException(connectMs + ", " + firstByteMs + ", " + stallMs);
            }
        }

        /** For a kept connection to become free, or a new one and TLS to be ready. */
        long maxConnectionWaitMs() {
            return firstByteMs + 2L * connectMs;
        }
    }
}
