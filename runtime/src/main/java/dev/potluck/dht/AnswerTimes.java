package dev.potluck.dht;

import java.util.Arrays;

/**
 * How long recent answers took, and from that, when a question has stalled: no answer yet, but
 * others would have come by now, so that the next node is asked without giving up the first.
 */
final class AnswerTimes {
    /** A question without answer for so long has failed. */
    static final int HARD_LIMIT_MS = 2_000;

    private static final int SAMPLES = 64;
    private static final int RECOMPUTE_EVERY = 8;
    private static final int MARGIN_MS = 100;
    private static final int INITIAL_STALL_MS = 400;

    private final short[] samplesMs = new short[SAMPLES];
    private int count;
    private int stallMs = INITIAL_STALL_MS;

    void add(long answerMs) {
        samplesMs[count % SAMPLES] = (short) Math.min(answerMs, HARD_LIMIT_MS);
        count++;
        if (count % RECOMPUTE_EVERY == 0) {
            short[] sorted = Arrays.copyOf(samplesMs, Math.min(count, SAMPLES));
            Arrays.sort(sorted);
            int p10 = sorted[sorted.length / 10];
            int p90 = sorted[sorted.length * 9 / 10];
            stallMs = Math.min(Math.max(p10 + MARGIN_MS, p90), HARD_LIMIT_MS);
        }
        if (count == 2 * SAMPLES) {
            count = SAMPLES;
        }
    }

    /** The larger of the 10th percentile plus 100 ms, and the 90th. */
    int stallMs() {
        return stallMs;
    }
}
