package dev.potluck.swarm;

/**
 * How fast a source sends while it is asked to: a moving average over stretches of a tenth of a
 * second or more. A source that has fallen silent gets slower with every moment.
 */
final class RateMeter {
    /** Shorter stretches say more of the network's buffers than of its rate. */
    static final long MIN_STRETCH_MS = 50;

    private static final long ENOUGH_BYTES = 256 << 10;
    private static final double NEW_WEIGHT = 0.4;

    private double bytesPerMs;
    private boolean busy;
    private long stretchStartMs;
    private long stretchBytes;

    /** @param bytesPerMs what is known from before; 0 if nothing */
    RateMeter(double bytesPerMs) {
        this.bytesPerMs = bytesPerMs;
    }

    /** It has something to send from now on. */
    void start(long nowMs) {
        if (!busy) {
            busy = true;
            stretchStartMs = nowMs;
            stretchBytes = 0;
        }
    }

    void add(int bytes, long nowMs) {
        stretchBytes += bytes;
        if (nowMs - stretchStartMs >= MIN_STRETCH_MS) {
            fold(nowMs);
        }
    }

    /** It has nothing to send any more. */
    void stop(long nowMs) {
        if (busy) {
            if (stretchBytes >= ENOUGH_BYTES) {
                fold(nowMs);
            }
            busy = false;
        }
    }

    private void fold(long nowMs) {
        double now = stretchBytes / (double) Math.max(1, nowMs - stretchStartMs);
        bytesPerMs = bytesPerMs == 0 ? now : bytesPerMs + NEW_WEIGHT * (now - bytesPerMs);
        stretchStartMs = nowMs;
        stretchBytes = 0;
    }

    boolean isKnown() {
        return bytesPerMs > 0;
    }

    /** The average alone, whatever is under way; 0 if not known. */
    double usualBytesPerMs() {
        return bytesPerMs;
    }

    /** 0 if not known. */
    double bytesPerMs(long nowMs) {
        if (!busy || !isKnown()) {
            return bytesPerMs;
        }
        double stretchMs = nowMs - stretchStartMs;
        double expectedBytes = bytesPerMs * stretchMs;
        boolean isLate = stretchMs > 2 * MIN_STRETCH_MS && stretchBytes * 2 < expectedBytes;
        return isLate ? Math.max(1, stretchBytes) / stretchMs : bytesPerMs;
    }
}
