package dev.potluck.eviction.sim;

import dev.potluck.eviction.sim.Trace.TracedFile;

import java.util.Arrays;
import java.util.Comparator;
import java.util.TreeSet;

/**
 * The cache that knows the future: what is asked for again last goes first, and is not even taken
 * in if it is the newcomer.
 *
 * <p>L. A. Belady: A Study of Replacement Algorithms for a Virtual-Storage Computer. IBM Systems
 * Journal 5 (2), 1966. It is the optimum for files of one size; for files of many sizes the optimum
 * is NP-hard, and this is its usual stand-in. It has no water marks: it makes just enough room.
 */
final class Belady {
    private static final int NEVER = Integer.MAX_VALUE;

    private record Cached(int file, int nextUse) {}

    private Belady() {}

    static HitRates run(Trace trace, long quotaBytes) {
        int[] nextUse = nextUses(trace);
        int[] cachedUntil = new int[trace.files().size()];
        TreeSet<Cached> cached = new TreeSet<>(
                Comparator.comparingInt(Cached::nextUse).thenComparingInt(Cached::file));
        HitRates.Counter counter = new HitRates.Counter();
        long usedBytes = 0;
        for (int i = 0; i < nextUse.length; i++) {
            int number = trace.requests().get(i).file();
            TracedFile file = trace.files().get(number);
            boolean hit = cached.remove(new Cached(number, cachedUntil[number]));
            counter.count(file.sizeBytes(), hit);
            usedBytes -= hit ? file.sizeBytes() : 0;
            if (nextUse[i] == NEVER || file.sizeBytes() > quotaBytes) {
                continue;
            }
            cachedUntil[number] = nextUse[i];
            cached.add(new Cached(number, nextUse[i]));
            usedBytes += file.sizeBytes();
            while (usedBytes > quotaBytes) {
                usedBytes -= trace.files().get(cached.pollLast().file()).sizeBytes();
            }
        }
        return counter.rates();
    }

    private static int[] nextUses(Trace trace) {
        int[] next = new int[trace.requests().size()];
        int[] seen = new int[trace.files().size()];
        Arrays.fill(seen, NEVER);
        for (int i = next.length - 1; i >= 0; i--) {
            int file = trace.requests().get(i).file();
            next[i] = seen[file];
            seen[file] = i;
        }
        return next;
    }
}
