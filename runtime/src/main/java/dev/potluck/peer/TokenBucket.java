package dev.potluck.peer;

/** Bytes that may be sent: so many a second, and what half a second of rest saved up. */
final class TokenBucket {
    private static final int BURSTS_PER_SECOND = 2;
    private static final double MS_PER_SECOND = 1_000;

    private final double bytesPerMs;
    private final double mostBytes;
    private double bytes;
    private long filledMs;

    TokenBucket(long bytesPerSecond, long nowMs) {
        this.bytesPerMs = bytesPerSecond / MS_PER_SECOND;
        this.mostBytes = (double) bytesPerSecond / BURSTS_PER_SECOND;
        this.bytes = mostBytes;
        this.filledMs = nowMs;
    }

    private void fill(long nowMs) {
        bytes = Math.min(mostBytes, bytes + (nowMs - filledMs) * bytesPerMs);
        filledMs = nowMs;
    }

    /** Takes up to so many bytes; returns how many. */
    int take(int wantedBytes, long nowMs) {
        fill(nowMs);
        int taken = (int) Math.max(0, Math.min(wantedBytes, bytes));
        bytes -= taken;
        return taken;
    }

    void giveBack(int unusedBytes) {
        bytes += unusedBytes;
    }

    /** When there will be so many bytes, from now. */
    long waitMs(int wantedBytes, long nowMs) {
        fill(nowMs);
        double missing = Math.min(wantedBytes, mostBytes) - bytes;
        return missing <= 0 ? 0 : (long) Math.ceil(missing / bytesPerMs);
    }
}
