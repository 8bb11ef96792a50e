package dev.potluck.swarm;

import dev.potluck.net.Timers;

/**
 * How long a client may be left without a byte while a file is there that only strangers vouch for.
 * Package managers give up after 30 s of silence (apt's Acquire::http::Timeout).
 */
final class HoldWatch {
    /** Longest silence towards a client. */
    static final long MAX_HOLD_MS = 10_000;

    /** Held back whole even when the mirror's rate is not known. */
    static final long ALWAYS_HELD_BYTES = 8 << 20;

    private static final long NEVER = -1;

    private final Timers timers;
    private long heldSinceMs = NEVER;

    HoldWatch(Timers timers) {
        this.timers = timers;
    }

    /**
     * Whether peers may be used although what they bring must be held back. A list that somebody on
     * our own network claims is believed after a while; one that only strangers claim never is.
     */
    boolean mayHold(
            boolean isClaimedByLan, boolean isMirrorGone, long restBytes, double mirrorBytesPerMs) {
        if (isClaimedByLan || isMirrorGone || restBytes <= ALWAYS_HELD_BYTES) {
            return true;
        }
        return mirrorBytesPerMs > 0 && restBytes / mirrorBytesPerMs <= MAX_HOLD_MS;
    }

    /** Bytes are held back now. */
    void held() {
        if (heldSinceMs == NEVER) {
            heldSinceMs = timers.nowMs();
        }
    }

    boolean isLongEnough() {
        return heldSinceMs != NEVER && timers.nowMs() - heldSinceMs >= MAX_HOLD_MS;
    }
}
