package dev.potluck.swarm;

/**
 * How long the mirror is not asked, so that peers may be first: a file that comes from a peer
 * within that time costs the mirror nothing. Where peers lose again and again, there is no wait.
 */
public final class HoldBack {
    /** The longest wait. */
    public static final long MAX_MS = 150;

    /** For peers that are not there yet, or have not shown anything. */
    static final long UNPROVEN_MS = 100;

    /** Beyond the time that a peer should need. */
    static final long SPARE_MS = 20;

    private static final int TRIAL_INTERVAL = 20;
    private static final double MIN_SUCCESS = 0.3;
    private static final double NEW_WEIGHT = 0.2;

    /** Share of the waits, of late, that were worth it. */
    private double success = 0.5;

    private int asked;

    /** The wait for peers of which nothing is known; now and then tried where it was of no use. */
    public long unprovenMs() {
        asked++;
        return success >= MIN_SUCCESS || asked % TRIAL_INTERVAL == 0 ? UNPROVEN_MS : 0;
    }

    /** The wait for a peer that should have sent so much by then. */
    long provenMs(double expectedMs) {
        return Math.min(MAX_MS, Math.round(2 * expectedMs) + SPARE_MS);
    }

    /** How a wait ended. */
    void record(boolean wasWorthIt) {
        success += NEW_WEIGHT * ((wasWorthIt ? 1 : 0) - success);
    }
}
