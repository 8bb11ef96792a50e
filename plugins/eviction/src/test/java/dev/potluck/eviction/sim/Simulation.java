package dev.potluck.eviction.sim;

import dev.potluck.api.EvictionPolicy;
import dev.potluck.eviction.sim.Trace.Request;
import dev.potluck.eviction.sim.Trace.TracedFile;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A cache under one policy, swept between water marks as the node does. */
final class Simulation {
    /** The water marks of the node's own sweeps. */
    private static final double HIGH_WATER = 0.98;

    private static final double LOW_WATER = 0.93;

    private static final long STALE_CHECK_MS = TimeUnit.DAYS.toMillis(1);

    private final Trace trace;
    private final EvictionPolicy policy;
    private final long quotaBytes;
    private final Map<Integer, SimulatedObject> cached = new HashMap<>();
    private long usedBytes;
    private long nextStaleCheckMs;

    private Simulation(Trace trace, EvictionPolicy policy, long quotaBytes) {
        this.trace = trace;
        this.policy = policy;
        this.quotaBytes = quotaBytes;
    }

    static HitRates run(Trace trace, EvictionPolicy policy, long quotaBytes) {
        return new Simulation(trace, policy, quotaBytes).run();
    }

    private HitRates run() {
        HitRates.Counter counter = new HitRates.Counter();
        for (Request request : trace.requests()) {
            Instant now = Instant.ofEpochMilli(request.timeMs());
            TracedFile file = trace.files().get(request.file());
            SimulatedObject object = cached.get(request.file());
            counter.count(file.sizeBytes(), object != null);
            if (object != null) {
                object.accessed(now);
                policy.recordAccess(object, now);
            } else if (file.sizeBytes() <= quotaBytes) {
                cached.put(request.file(), new SimulatedObject(file, now));
                usedBytes += file.sizeBytes();
            }
            if (request.timeMs() >= nextStaleCheckMs) {
                nextStaleCheckMs = request.timeMs() + STALE_CHECK_MS;
                removeStale(now);
            }
            if (usedBytes > quotaBytes * HIGH_WATER) {
                sweep(now);
            }
        }
        return counter.rates();
    }

    private void removeStale(Instant now) {
        for (Integer file : List.copyOf(cached.keySet())) {
            SimulatedObject object = cached.get(file);
            if (object != null && policy.isStale(object.seenAt(now), now)) {
                remove(file, object, now);
            }
        }
    }

    private record Judged(int file, SimulatedObject object, double value) {}

    private void sweep(Instant now) {
        List<Judged> judged = new ArrayList<>();
        cached.forEach((file, object) -> judged.add(
                new Judged(file, object, policy.retentionValue(object.seenAt(now), now))));
        judged.sort(Comparator.comparingDouble(Judged::value).thenComparingInt(Judged::file));
        for (Judged least : judged) {
            if (usedBytes <= quotaBytes * LOW_WATER) {
                return;
            }
            remove(least.file(), least.object(), now);
        }
    }

    private void remove(int file, SimulatedObject object, Instant now) {
        cached.remove(file);
        usedBytes -= object.sizeBytes();
        policy.recordEviction(object, now);
    }
}
