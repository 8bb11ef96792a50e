package dev.potluck.dht;

import dev.potluck.net.Endpoint;
import dev.potluck.net.Timers;

/**
 * So many bytes each second in the long run, UDP and IP headers included; a moment's burst is free.
 */
final class ByteBudget {
    /** Bytes that may pass at once after a rest. */
    static final int BURST_BYTES = 1_500;

    /** The rest is for bursts, so that no single minute costs more than the budget. */
    private static final int SPENT_PERCENT = 85;

    private static final int HEADERS_V4_BYTES = 28;
    private static final int HEADERS_V6_BYTES = 48;

    private final Timers timers;
    private final int bytesPerSecond;
    private long freeAtMs;
    private long spentBytes;

    ByteBudget(Timers timers, int bytesPerSecond) {
        this.timers = timers;
        this.bytesPerSecond = Math.max(1, bytesPerSecond * SPENT_PERCENT / 100);
        this.freeAtMs = timers.nowMs();
    }

    /** A packet to or from {@code endpoint} passes, whether or not there is room for it. */
    void spend(Endpoint endpoint, int payloadBytes) {
        reserve(payloadBytes + (endpoint.isV6() ? HEADERS_V6_BYTES : HEADERS_V4_BYTES));
    }

    /** So many bytes will pass, headers included. */
    void reserve(int bytes) {
        long burstMs = 1_000L * BURST_BYTES / bytesPerSecond;
        freeAtMs = Math.max(freeAtMs, timers.nowMs() - burstMs) + 1_000L * bytes / bytesPerSecond;
        spentBytes += bytes;
    }

    /** How long to wait until a packet may be sent; 0 when at once. */
    long waitMs() {
        return Math.max(0, freeAtMs - timers.nowMs());
    }

    int bytesPerSecond() {
        return bytesPerSecond;
    }

    long spentBytes() {
        return spentBytes;
    }
}
