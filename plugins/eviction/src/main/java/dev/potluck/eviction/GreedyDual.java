package dev.potluck.eviction;

import dev.potluck.api.CachedObject;
import dev.potluck.api.ContentHash;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The bookkeeping of the GreedyDual family: every object has a value H = L + w, where w is what it
 * is worth by itself and L, the inflation, is the H of the last one that went. What was worth much
 * once, and is not asked for any more, is so overtaken by what is asked for now.
 *
 * <p>N. Young: The k-Server Dual and Loose Competitiveness for Paging. Algorithmica 11, 1994. P.
 * Cao, S. Irani: Cost-Aware WWW Proxy Caching Algorithms. USENIX USITS 1997.
 *
 * <p>Values live in memory. After a restart an object begins anew with what the node remembers of
 * it.
 */
final class GreedyDual {
    /** Objects remembered; further ones are judged as if L had been 0 when they came. */
    static final int MAX_OBJECTS = 200_000;

    private final ToDoubleFunction<CachedObject> weight;
    private final Map<ContentHash, Double> inflationAtUse = new HashMap<>();
    private double inflation;

    /** @param weight what an object is worth by itself; finite, not negative */
    GreedyDual(ToDoubleFunction<CachedObject> weight) {
        this.weight = weight;
    }

    /** H, with the L of the object's last use. */
    double value(CachedObject object) {
        Double known = inflationAtUse.get(object.hash());
        if (known == null) {
            known = remember(object.hash());
        }
        return known + weight.applyAsDouble(object);
    }

    /** Whether the object was judged or used since it came; of too many, none counts as new. */
    boolean knows(CachedObject object) {
        return inflationAtUse.size() >= MAX_OBJECTS || inflationAtUse.containsKey(object.hash());
    }

    void used(CachedObject object) {
        inflationAtUse.remove(object.hash());
        remember(object.hash());
    }

    private double remember(ContentHash hash) {
        if (inflationAtUse.size() >= MAX_OBJECTS) {
            return 0;
        }
        inflationAtUse.put(hash, inflation);
        return inflation;
    }

    /** L never falls: what goes out of its turn, as superseded, changes nothing. */
    void evicted(CachedObject object) {
        inflation = Math.max(inflation, value(object));
        inflationAtUse.remove(object.hash());
    }

    /** Forgets the object, which went for another reason than its value. */
    void dropped(CachedObject object) {
        inflationAtUse.remove(object.hash());
    }
}
