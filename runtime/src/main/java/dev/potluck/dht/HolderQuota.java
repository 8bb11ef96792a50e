package dev.potluck.dht;

import dev.potluck.net.Endpoint;

import java.util.HashMap;
import java.util.Map;

/** Counts what each address has stored with us, so that none fills a store alone. */
final class HolderQuota {
    private final int limit;
    private final Map<Long, Integer> used = new HashMap<>();

    HolderQuota(int limit) {
        this.limit = limit;
    }

    /** Takes one; false when the address has had its share. */
    boolean take(Endpoint holder) {
        long key = holder.holderKey();
        int count = used.getOrDefault(key, 0);
        if (count >= limit) {
            return false;
        }
        used.put(key, count + 1);
        return true;
    }

    /** Gives one back. */
    void release(Endpoint holder) {
        used.computeIfPresent(holder.holderKey(), (key, count) -> count > 1 ? count - 1 : null);
    }

    /** How many are taken in all. */
    int total() {
        return used.values().stream().mapToInt(Integer::intValue).sum();
    }
}
