package dev.potluck.eviction;

import dev.potluck.api.CachedObject;
import dev.potluck.api.ContentHash;
import dev.potluck.api.EvictionPolicy;
import dev.potluck.api.HashAlgorithm;

import org.pf4j.Extension;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * A queue in the order in which objects came, and a hand that goes over it from the oldest to the
 * newest, again and again: what was served since the hand last met it stays, and is taken for not
 * served; what was not goes.
 *
 * <p>Y. Zhang, J. Yang, Y. Yue, Y. Vigfusson, K. V. Rashmi: SIEVE is Simpler than LRU: an Efficient
 * Turn-Key Eviction Algorithm for Web Caches. NSDI 2024, algorithm 1.
 *
 * <p>Here the value of an object is how far the hand has to go until it is taken: up to one lap for
 * those not visited, one lap more for the others. After a restart nothing counts as visited.
 */
@Extension
public final class Sieve implements EvictionPolicy {
    /** Objects known as visited; of more it is not known. */
    static final int MAX_VISITED = 200_000;

    /** Longer than any two times of storing are apart, in ms: some 35,000 years. */
    private static final double LAP = 1L << 50;

    /** Before every other hash. */
    private static final ContentHash ZERO =
            ContentHash.of(HashAlgorithm.SHA256, new byte[HashAlgorithm.SHA256.digestBytes()]);

    /** An object's place in the queue. */
    private record Place(long storedAtMs, ContentHash hash) {
        static Place of(CachedObject object) {
            return new Place(object.storedAt().toEpochMilli(), object.hash());
        }
    }

    private final NavigableSet<Place> visited =
            new TreeSet<>(Comparator.comparingLong(Place::storedAtMs)
                    .thenComparing(place -> place.hash().hex()));
    private final Set<ContentHash> visitedHashes = new HashSet<>();
    private long handMs = Long.MIN_VALUE;

    @Override
    public String name() {
        return "sieve";
    }

    @Override
    public double retentionValue(CachedObject object, Instant now) {
        long storedAtMs = object.storedAt().toEpochMilli();
        double inLap = storedAtMs >= handMs ? storedAtMs : storedAtMs + LAP;
        return visitedHashes.contains(object.hash()) ? inLap + 2 * LAP : inLap;
    }

    @Override
    public void recordAccess(CachedObject object, Instant now) {
        if (visitedHashes.size() < MAX_VISITED && visitedHashes.add(object.hash())) {
            visited.add(Place.of(object));
        }
    }

    /** The hand is at the object now; those that it passed on its way are not visited any more. */
    @Override
    public void recordEviction(CachedObject object, Instant now) {
        long storedAtMs = object.storedAt().toEpochMilli();
        if (storedAtMs >= handMs) {
            unvisit(handMs, storedAtMs);
        } else {
            unvisit(handMs, Long.MAX_VALUE);
            unvisit(Long.MIN_VALUE, storedAtMs);
        }
        handMs = storedAtMs;
        if (visitedHashes.remove(object.hash())) {
            visited.remove(Place.of(object));
        }
    }

    private void unvisit(long fromMs, long beforeMs) {
        while (true) {
            Place next = visited.ceiling(new Place(fromMs, ZERO));
            if (next == null || next.storedAtMs() >= beforeMs) {
                return;
            }
            visited.remove(next);
            visitedHashes.remove(next.hash());
        }
    }
}
