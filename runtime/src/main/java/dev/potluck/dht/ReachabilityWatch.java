package dev.potluck.dht;

import dev.potluck.net.Endpoint;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

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
    static final int MIN_NETWORK = 16;

    /** NATs keep a door open for two minutes, some for five. */
    static final long DOOR_OPEN_MS = 5 * 60_000L;
    /** Addresses held; while there are more, no query proves anything. */
    static final int MAX_DOORS = 512;

    /** When each address was last asked, the one asked longest ago first. */
    private final Map<Long, Long> askedMs = new LinkedHashMap<>(4);

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
        askedMs.remove(to.holderKey());
        askedMs.put(to.holderKey(), nowMs);
        Iterator<Long> eldest = askedMs.values().iterator();
        while (eldest.next() < nowMs - DOOR_OPEN_MS || askedMs.size() > MAX_DOORS) {
            eldest.remove();
        }
    }

    /** A query came from {@code from}. */
    void askedBy(Endpoint from, long nowMs) {
        if (strangerQueries >= PROOF_QUERIES) {
            return; // proven for this trial
        }
        Long asked = askedMs.get(from.holderKey());
        boolean doorOpen =
                askedMs.size() == MAX_DOORS || asked != null && asked >= nowMs - DOOR_OPEN_MS;
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
}
