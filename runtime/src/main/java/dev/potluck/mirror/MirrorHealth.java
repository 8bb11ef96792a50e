package dev.potluck.mirror;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What is known of one mirror. A mirror that <em>fails</em> does so at once and costs little: it
 * only loses its place in the order for a while. One that <em>hangs</em> costs every client that
 * waits for it: it is unresponsive for a while, and nobody who has an older answer waits at all.
 * Both times double with each failure in a row.
 */
public final class MirrorHealth {
    /** Longest wait for a fresh answer when an older one is at hand. */
    public static final long MAX_PATIENCE_MS = 3_000;

    static final long MIN_PATIENCE_MS = 40;
    /** Patience with a mirror that was never asked. */
    static final long FIRST_PATIENCE_MS = 1_000;

    static final long FIRST_SUSPECT_MS = 1_000;
    static final long FIRST_UNRESPONSIVE_MS = 5_000;
    static final long MAX_BACK_OFF_MS = 300_000;
    /** Longer than a client that tries again lets pass. */
    static final long DISTRUST_MS = 60_000;

    static final long MIN_SWITCH_MS = 1_500;
    static final long MAX_SWITCH_MS = 5_000;

    private static final int PATIENCE_FACTOR = 4;
    private static final int SWITCH_FACTOR = 16;
    /** Weight of a new sample, as TCP has it for round trips (RFC 6298). */
    private static final double SAMPLE_WEIGHT = 0.125;

    private static final int MAX_DOUBLINGS = 16;

    private final LongSupplier nanoClock;
    private double firstByteMs = -1;
    private int failuresInRow;
    private Optional<Trouble> trouble = Optional.empty();
    private long suspectUntilNanos;
    private long unresponsiveUntilNanos;
    /** Good answers do not end it: a mirror that sends wrong content answers well each time. */
    private long distrustedUntilNanos;

    MirrorHealth(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.suspectUntilNanos = nanoClock.getAsLong();
        this.unresponsiveUntilNanos = suspectUntilNanos;
        this.distrustedUntilNanos = suspectUntilNanos;
    }

    /**
     * What is wrong with a mirror since its last good answer.
     *
     * @param sinceNanos when it began, by the clock of this mirror's group
     * @param why what went wrong first, in one sentence
     */
    private record Trouble(long sinceNanos, String why) {}

    /** The head of a usable answer (any but 5xx) came, this long after the request. */
    public void answered(long firstByteMs) {
        this.firstByteMs = this.firstByteMs < 0
                ? firstByteMs
                : this.firstByteMs + SAMPLE_WEIGHT * (firstByteMs - this.firstByteMs);
        failuresInRow = 0;
        trouble = Optional.empty();
        suspectUntilNanos = nanoClock.getAsLong();
        unresponsiveUntilNanos = suspectUntilNanos;
    }

    /**
     * The mirror said no, at once: refused, reset, truncated, 5xx, TLS. Many requests that fail
     * together count as one failure.
     */
    public void failed() {
        if (isBefore(suspectUntilNanos)) {
            return;
        }
        suspectUntilNanos = nanoClock.getAsLong() + backOffNanos(FIRST_SUSPECT_MS);
        failuresInRow++;
    }

    /**
     * The mirror let us wait: no connection, no first byte, or no further byte, in time. Many
     * requests that wait together count as one failure.
     */
    public void hung() {
        if (isUnresponsive()) {
            return;
        }
        long backOffNanos = backOffNanos(FIRST_UNRESPONSIVE_MS);
        unresponsiveUntilNanos = nanoClock.getAsLong() + backOffNanos;
        suspectUntilNanos = unresponsiveUntilNanos;
        failuresInRow++;
    }

    /** The mirror sent what it should not: it is asked after the others for a while. */
    public void sentWrongContent() {
        distrustedUntilNanos = nanoClock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(DISTRUST_MS);
        failuresInRow++;
    }

    /** Remembers, of the first failure since the last good answer, when it was and why. */
    void explain(String why) {
        if (trouble.isEmpty()) {
            trouble = Optional.of(new Trouble(nanoClock.getAsLong(), why));
        }
    }

    /** How long the mirror has given no good answer, if it was asked and failed. */
    public Optional<Duration> inTroubleFor() {
        return trouble.map(begun -> Duration.ofNanos(nanoClock.getAsLong() - begun.sinceNanos()));
    }

    /** Why the mirror gives no good answer, if it was asked and failed. */
    public Optional<String> whyInTrouble() {
        return trouble.map(Trouble::why);
    }

    private long backOffNanos(long firstMs) {
        long ms = firstMs << Math.min(failuresInRow, MAX_DOUBLINGS);
        return TimeUnit.MILLISECONDS.toNanos(Math.min(ms, MAX_BACK_OFF_MS));
    }

    /** Whether the mirror hung lately. */
    public boolean isUnresponsive() {
        return isBefore(unresponsiveUntilNanos);
    }

    /** Whether the mirror hung, failed or sent wrong content lately. */
    public boolean isSuspect() {
        return isBefore(suspectUntilNanos) || isBefore(distrustedUntilNanos);
    }

    private boolean isBefore(long nanos) {
        return nanoClock.getAsLong() - nanos < 0;
    }

    /** Moving average of the time to the first byte, in ms; -1 before the first answer. */
    public double firstByteMs() {
        return firstByteMs;
    }

    /**
     * How long a client that could have an older answer waits for this mirror, in ms: four times
     * its usual first byte, between 40 ms and 3 s; 0 while unresponsive.
     */
    public long patienceMs() {
        if (isUnresponsive()) {
            return 0;
        }
        if (firstByteMs < 0) {
            return FIRST_PATIENCE_MS;
        }
        long ms = Math.round(firstByteMs * PATIENCE_FACTOR);
        return Math.max(MIN_PATIENCE_MS, Math.min(ms, MAX_PATIENCE_MS));
    }

    /**
     * How long a download waits for this mirror's answer while there are others to ask, in ms:
     * sixteen times its usual first byte, between 1.5 s and 5 s.
     */
    long switchAfterMs() {
        long ms = Math.round(Math.max(0, firstByteMs) * SWITCH_FACTOR);
        return Math.max(MIN_SWITCH_MS, Math.min(ms, MAX_SWITCH_MS));
    }
}
