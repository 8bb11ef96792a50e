package dev.potluck.swarm;

import dev.potluck.net.Endpoint;
import dev.potluck.net.Timers;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What earlier files taught about sources, so that the next file need not learn it again: apt asks
 * for hundreds in a row, and most peers have many of them.
 */
public final class PeerScores {
    /** Sources remembered; those not heard of for the longest time are forgotten first. */
    static final int MAX_SCORES = 1_000;

    static final long FIRST_AVOID_MS = TimeUnit.SECONDS.toMillis(10);
    static final long MAX_AVOID_MS = TimeUnit.MINUTES.toMillis(30);
    /** What a source did so long ago says little of today. */
    static final long GOOD_FOR_MS = TimeUnit.MINUTES.toMillis(30);

    private static final int MAX_DOUBLINGS = 12;

    /**
     * What is known of one source.
     *
     * @param bytesPerMs its rate; 0 if not known
     * @param latencyMs from a request to the first byte of the answer
     * @param hasProven whether it sent a piece that was right
     * @param failuresInRow since the last such piece
     * @param atMs when that was noted
     */
    record Score(
            double bytesPerMs, double latencyMs, boolean hasProven, int failuresInRow, long atMs) {
        static final Score UNKNOWN = new Score(0, 0, false, 0, 0);
    }

    private final Timers timers;
    private final Map<Object, Score> scores = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Score> eldest) {
            return size() > MAX_SCORES;
        }
    };

    public PeerScores(Timers timers) {
        this.timers = timers;
    }

    Score of(Endpoint peer) {
        return lookUp(peer).orElse(Score.UNKNOWN);
    }

    private Optional<Score> lookUp(Object source) {
        return Optional.ofNullable(scores.get(source))
                .filter(score -> timers.nowMs() - score.atMs() < GOOD_FOR_MS);
    }

    /** A piece came, and it was right. */
    void recordGood(Endpoint peer, double bytesPerMs, double latencyMs) {
        scores.put(peer, new Score(bytesPerMs, latencyMs, true, 0, timers.nowMs()));
    }

    /** No connection, silence, or far too slow. */
    public void recordFailure(Endpoint peer) {
        int failures = of(peer).failuresInRow() + 1;
        scores.put(peer, new Score(0, 0, false, failures, timers.nowMs()));
    }

    /** Whether it failed lately, so that asking it again is not worth the wait. */
    boolean isAvoided(Endpoint peer) {
        Score score = of(peer);
        if (score.failuresInRow() == 0) {
            return false;
        }
        int doublings = Math.min(score.failuresInRow() - 1, MAX_DOUBLINGS);
        long avoidMs = Math.min(FIRST_AVOID_MS << doublings, MAX_AVOID_MS);
        return timers.nowMs() - score.atMs() < avoidMs;
    }

    /** The rate of an archive's mirrors when they were last asked, in bytes/ms; 0 if unknown. */
    double mirrorRate(String archive) {
        return lookUp(archive).map(Score::bytesPerMs).orElse(0.0);
    }

    void recordMirrorRate(String archive, double bytesPerMs) {
        scores.put(archive, new Score(bytesPerMs, 0, true, 0, timers.nowMs()));
    }
}
