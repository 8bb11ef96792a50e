package dev.potluck.dht;

import dev.potluck.net.Endpoint;
import dev.potluck.net.Timers;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Token buckets: how many queries of one address, and of all together, we answer.
 *
 * <p>An address that was quiet for as long as its bucket takes to fill is as good as unknown, so
 * only those of the last few seconds are held.
 */
final class QueryLimiter {
    /** Queries of all addresses together, at once and each second. */
    static final int MAX_TOTAL_PER_SECOND = 1_000;
    /** Addresses held; a flood from more of them pushes out the oldest. */
    static final int MAX_ADDRESSES = 4_096;

    /** Milliseconds at which a bucket will be full again: one number says all of it. */
    private final Map<Long, Long> fullAtMs = new LinkedHashMap<>(4);

    private final Timers timers;
    private final long costMs;
    private final long refillMs;
    private long secondStartMs;
    private int countInSecond;

    /**
     * A limiter of its own memory.
     *
     * @param burst queries of one address at once
     * @param perSecond queries of one address in the long run
     */
    QueryLimiter(Timers timers, int burst, int perSecond) {
        this.timers = timers;
        this.costMs = 1_000L / perSecond;
        this.refillMs = burst * costMs;
    }

    /** Takes one query from the allowance of {@code from}; false when there is none left. */
    boolean admit(Endpoint from) {
        long nowMs = timers.nowMs();
        if (nowMs - secondStartMs >= 1_000) {
            secondStartMs = nowMs;
            countInSecond = 0;
        }
        if (++countInSecond > MAX_TOTAL_PER_SECOND) {
            return false;
        }
        forgetFull(nowMs);
        Long held = fullAtMs.remove(from.holderKey());
        long next = Math.max(held == null ? nowMs : held, nowMs) + costMs;
        boolean admitted = next <= nowMs + refillMs;
        fullAtMs.put(from.holderKey(), admitted ? next : next - costMs);
        return admitted;
    }

    /** Drops from the end that was not heard of for longest. */
    private void forgetFull(long nowMs) {
        Iterator<Map.Entry<Long, Long>> eldest = fullAtMs.entrySet().iterator();
        while (eldest.hasNext()) {
            if (eldest.next().getValue() > nowMs && fullAtMs.size() < MAX_ADDRESSES) {
                return;
            }
            eldest.remove();
        }
    }

    /** Throws when more is held than the limit. */
    void checkInvariant() {
        if (fullAtMs.size() > MAX_ADDRESSES) {
            throw new IllegalStateException("query limiter holds " + fullAtMs.size());
        }
    }
}
