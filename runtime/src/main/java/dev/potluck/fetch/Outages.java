package dev.potluck.fetch;

import dev.potluck.index.Snapshot;
import dev.potluck.mirror.MirrorException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which archives are served from their last state because no mirror answers: told once when that
 * begins and once when it is over, however many clients ask meanwhile.
 */
final class Outages {
    private static final Logger log = LoggerFactory.getLogger(Outages.class);

    /** More archives that are cut off at once are not told of. */
    private static final int MAX_OUTAGES = 1_024;

    private final Set<String> archives = new HashSet<>();

    /**
     * No mirror gave the root index.
     *
     * @param current what clients get instead; without it they see the failure themselves
     * @return whether that was news
     */
    boolean failed(Upstream from, Optional<Snapshot> current, Throwable cause) {
        String archive = from.archive().id();
        if (current.isEmpty()
                || !isSilence(cause)
                || archives.size() >= MAX_OUTAGES
                || !archives.add(archive)) {
            return false;
        }
        log.warn(
                "{} does not answer: serving the state adopted at {} ({})",
                archive,
                Instant.ofEpochMilli(current.get().adoptedAtMs()).truncatedTo(ChronoUnit.SECONDS),
                cause.getMessage());
        return true;
    }

    /** A mirror said no to this client or this file, which is an answer. */
    private static boolean isSilence(Throwable cause) {
        boolean isForbidden = cause instanceof MirrorException failure
                && failure.kind() == MirrorException.Kind.FORBIDDEN_ADDRESS;
        return !isForbidden && FetchException.of(cause).status() >= 500;
    }

    /** A mirror gave the root index, or said that there is no newer one. */
    void ended(Upstream from) {
        if (archives.remove(from.archive().id())) {
            log.info("{} answers again", from.archive().id());
        }
    }
}
