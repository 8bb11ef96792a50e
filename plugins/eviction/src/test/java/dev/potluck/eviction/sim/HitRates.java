package dev.potluck.eviction.sim;

/**
 * How well a cache did.
 *
 * @param bytes share of the requested bytes that it had
 * @param objects share of the requests that it had
 */
record HitRates(double bytes, double objects) {
    /** Counts hits and misses. */
    static final class Counter {
        private long hitBytes;
        private long allBytes;
        private long hits;
        private long requests;

        void count(long sizeBytes, boolean hit) {
            allBytes += sizeBytes;
            requests++;
            hitBytes += hit ? sizeBytes : 0;
            hits += hit ? 1 : 0;
        }

        HitRates rates() {
            return new HitRates(
                    (double) hitBytes / Math.max(1, allBytes),
                    (double) hits / Math.max(1, requests));
        }
    }
}
