package dev.potluck.dht;

import dev.potluck.net.Endpoint;

/**
 * Judges reachability by whether queries come from addresses to which we have sent nothing lately,
 * so that no NAT has a door open for them.
 *
 * <p>Difference from BEP 43, which leaves the judgement to configuration: a node starts as if it
 * could be reached; when {@value #TRIAL_MS} ms have brought no such query though the network
 * answers, it calls itself firewalled, and tries again every {@value #RETRY_MS} ms.
 */
final class ReachabilityWatch {
    static final long TRIAL_MS = 15 * 60_000L;
    static final long RETRY_MS = 60 * 60_000L;
    /** Queries of strangers that prove reachability. */
    static final int PROOF_QUERIES = 3;
    /** In smaller networks everybody is asked all the time, and nobody is a stranger. */
    static final int MIN_NETWORK = 24;

    /** NATs keep a door open for two minutes, some for five. */
    private static final int DOOR_OPEN_SECONDS = 5 * 60;
    /** Direct-mapped, so a clash forgets the older address: why one query alone is no proof. */
    private static final int SLOTS = 256;

    private final long[] askedAddress = new long[SLOTS];
    private final int[] askedSecond = new int[SLOTS];
    private Reachability state = Reachability.UNKNOWN;
    private long trialStartMs;
    private int strangerQueries;

    ReachabilityWatch(long nowMs) {
        trialStartMs = nowMs;
    }

    Reachability state() {
        return state;
    }

    /** We sent a query to {@code to}. */
    void asked(Endpoint to, long nowMs) {
        int slot = slot(to);
        askedAddress[slot] = to.holderKey();
        askedSecond[slot] = (int) (nowMs / 1_000);
    }

    /** A query came from {@code from}. */
    void askedBy(Endpoint from, long nowMs) {
        int slot = slot(from);
        boolean doorOpen = askedAddress[slot] == from.holderKey()
                && (int) (nowMs / 1_000) - askedSecond[slot] < DOOR_OPEN_SECONDS;
        if (!doorOpen && ++strangerQueries >= PROOF_QUERIES) {
            state = Reachability.REACHABLE;
        }
    }

    /** Judges anew when it is time; {@code knownNodes} is the size of the table. */
    void review(int knownNodes, long nowMs) {
        long periodMs = state == Reachability.UNKNOWN ? TRIAL_MS : RETRY_MS;
        if (nowMs - trialStartMs < periodMs || knownNodes < MIN_NETWORK) {
            return;
        }
        boolean proven = strangerQueries >= PROOF_QUERIES;
        boolean failedTrial = state == Reachability.UNKNOWN && !proven;
        state = failedTrial
                ? Reachability.FIREWALLED
                : proven ? Reachability.REACHABLE : Reachability.UNKNOWN;
        strangerQueries = 0;
        trialStartMs = nowMs;
    }

    private static int slot(Endpoint endpoint) {
        long key = endpoint.holderKey() * 0x9e37_79b9_7f4a_7c15L;
        return (int) (key >>> 56);
    }
}
