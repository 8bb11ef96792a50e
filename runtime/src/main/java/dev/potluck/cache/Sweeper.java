package dev.potluck.cache;

import dev.potluck.api.ContentHash;
import dev.potluck.cache.PolicyGuard.PolicyFailedException;
import dev.potluck.cache.SweepPlan.Reason;
import dev.potluck.cache.SweepPlan.Removal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Keeps the cache below its quota: above the high-water mark, the objects that a policy holds least
 * worth keeping go, until it is below the low-water mark. The policy only judges.
 *
 * <p>Whatever it says, pinned objects and the files of adopted snapshots never go, and what a
 * current index lists and a client used in the last days goes last. An object that is being read
 * may go: its file is unlinked, and stays readable for those who have it open.
 *
 * <p>Sweeps are made one at a time, on a worker; downloads go on meanwhile.
 */
public final class Sweeper {
    /** What is listed goes last when it was used within this time. */
    static final Duration USED_LATELY = Duration.ofDays(3);

    /** Objects whose accesses wait for the policy; of more it is not told. */
    private static final int MAX_PENDING_OBJECTS = 100_000;

    /** The policy is told at most so often of one object at one time. */
    private static final int MAX_TOLD_ACCESSES = 100;

    /** From so many objects on, a policy that calls each of them stale is mistaken. */
    private static final int MANY_OBJECTS = 10;

    private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

    private final BlobCache cache;
    private final ObjectMarks marks;
    private final PolicyGuard policy;
    private final SweepLimits limits;
    private final World world;
    private final Object pendingLock = new Object();
    private Map<ContentHash, Integer> pending = new LinkedHashMap<>();

    /**
     * What is asked of the world.
     *
     * @param deltas what old versions have become; they are judged like whole ones, by what they
     *     take
     * @param peerCount how many peers were seen to hold an object
     */
    public record World(
            InstantSource clock, DeltaShelf deltas, ToIntFunction<ContentHash> peerCount) {}

    public Sweeper(
            BlobCache cache,
            ObjectMarks marks,
            PolicyGuard policy,
            SweepLimits limits,
            World world) {
        this.cache = cache;
        this.marks = marks;
        this.policy = policy;
        this.limits = limits;
        this.world = world;
    }

    /** Takes note of how often objects were served; the policy is told by the next sweep. */
    public void recordAccesses(Map<ContentHash, Integer> served) {
        synchronized (pendingLock) {
            served.forEach((sha256, times) -> {
                if (pending.size() < MAX_PENDING_OBJECTS || pending.containsKey(sha256)) {
                    pending.merge(sha256, times, Integer::sum);
                }
            });
        }
    }

    /**
     * Removes what has to go. Blocking.
     *
     * @param kept never goes: what the adopted snapshots consist of, by whatever algorithm they are
     *     listed
     * @return what went
     */
    public synchronized SweepPlan sweep(Set<ContentHash> kept) throws IOException {
        tellAccesses();
        SweepPlan plan = plan(kept);
        Map<ContentHash, Long> unlisted = marks.unlisted();
        List<ContentHash> whole = new ArrayList<>();
        List<JudgedObject> gone = new ArrayList<>();
        for (Removal removal : plan.removals()) {
            if (removal.delta().isPresent()) {
                world.deltas().remove(removal.delta().get());
            } else {
                whole.add(removal.object().sha256());
            }
            gone.add(judged(removal.object(), unlisted));
        }
        cache.removeAll(whole);
        policy.recordEvictions(gone, world.clock().instant());
        if (!plan.removals().isEmpty()) {
            log.info(
                    "{} files went from the cache, {} bytes",
                    plan.removals().size(),
                    plan.freedBytes());
        }
        return plan;
    }

    /**
     * What a sweep would remove now. Blocking.
     *
     * @param kept as of {@link #sweep}
     */
    public synchronized SweepPlan plan(Set<ContentHash> kept) {
        while (true) {
            try {
                return policy.inTime(() -> judge(kept));
            } catch (PolicyFailedException takenOver) {
                log.debug("judging anew: {}", takenOver.getMessage());
            }
        }
    }

    /**
     * Tells the policy what was served since it was told last. Blocking.
     *
     * @return what it was told
     */
    public synchronized List<ServedObject> tellAccesses() {
        Map<ContentHash, Integer> served;
        synchronized (pendingLock) {
            served = pending;
            pending = new LinkedHashMap<>();
        }
        List<ServedObject> told = new ArrayList<>();
        Map<JudgedObject, Integer> accesses = new LinkedHashMap<>();
        Instant now = world.clock().instant();
        Map<ContentHash, Long> unlisted = served.isEmpty() ? Map.of() : marks.unlisted();
        served.forEach((sha256, times) -> cache.find(sha256).ifPresent(object -> {
            JudgedObject judged = judged(object, unlisted);
            int timesTold = Math.min(times, MAX_TOLD_ACCESSES);
            accesses.put(judged, timesTold);
            told.add(new ServedObject(
                    object, now.toEpochMilli(), timesTold, judged.unlistedSinceMs()));
        }));
        policy.recordAccesses(accesses, now);
        return told;
    }

    private record Candidate(
            StoredObject object, Reason reason, double value, Optional<StoredDelta> delta) {
        Candidate with(StoredDelta itsDelta) {
            return new Candidate(object, reason, value, Optional.of(itsDelta));
        }
    }

    private SweepPlan judge(Set<ContentHash> kept) throws PolicyFailedException {
        Instant now = world.clock().instant();
        Set<ContentHash> untouchable = marks.pinned();
        untouchable.addAll(stored(kept));
        Map<ContentHash, Long> unlisted = marks.unlisted();
        List<StoredObject> objects = new ArrayList<>();
        cache.forEach(objects::add);
        long usedBytes = objects.stream().mapToLong(StoredObject::sizeBytes).sum();
        List<Candidate> candidates = new ArrayList<>();
        int stale = 0;
        for (StoredObject object : objects) {
            if (!untouchable.contains(object.sha256())) {
                Candidate candidate = candidate(judged(object, unlisted), now);
                candidates.add(candidate);
                stale += candidate.reason() == Reason.STALE ? 1 : 0;
            }
        }
        if (stale >= MANY_OBJECTS && stale == candidates.size()) {
            throw policy.wantedEverythingGone();
        }
        List<StoredDelta> deltas = new ArrayList<>();
        world.deltas().forEach(deltas::add);
        for (StoredDelta delta : deltas) {
            usedBytes += delta.sizeBytes();
            candidates.add(candidate(judged(delta), now).with(delta));
        }
        return choose(usedBytes, candidates);
    }

    /** The file's own history, and what it takes now. */
    private JudgedObject judged(StoredDelta delta) {
        StoredObject object = delta.object().sized(delta.sizeBytes());
        return new JudgedObject(
                object, delta.unlistedSinceMs(), world.peerCount().applyAsInt(object.sha256()));
    }

    private Candidate candidate(JudgedObject object, Instant now) throws PolicyFailedException {
        double value = policy.value(object, now);
        boolean isListed = object.unlistedSince().isEmpty();
        // A clock that jumped back makes the time since less than nothing, which is lately.
        if (isListed && Duration.between(object.lastAccess(), now).compareTo(USED_LATELY) < 0) {
            return new Candidate(
                    object.object(), Reason.NOTHING_ELSE_LEFT, value, Optional.empty());
        }
        if (policy.isStale(object, now)) {
            return new Candidate(object.object(), Reason.STALE, value, Optional.empty());
        }
        return new Candidate(
                object.object(),
                isListed ? Reason.LEAST_WORTH : Reason.UNLISTED,
                value,
                Optional.empty());
    }

    private SweepPlan choose(long usedBytes, List<Candidate> candidates) {
        long excessBytes = limits.excessBytes(usedBytes);
        candidates.sort(
                Comparator.comparingInt(Sweeper::turn).thenComparingDouble(Candidate::value));
        List<Removal> removals = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (candidate.reason() == Reason.STALE || excessBytes > 0) {
                removals.add(
                        new Removal(candidate.object(), candidate.reason(), candidate.delta()));
                excessBytes -= candidate.object().sizeBytes();
            }
        }
        if (excessBytes > 0) {
            log.warn("the cache holds {} bytes too many: they are pinned or in use", excessBytes);
        }
        return new SweepPlan(usedBytes, List.copyOf(removals));
    }

    private static int turn(Candidate candidate) {
        return switch (candidate.reason()) {
            case STALE -> 0;
            case UNLISTED, LEAST_WORTH -> 1;
            case NOTHING_ELSE_LEFT -> 2;
        };
    }

    private JudgedObject judged(StoredObject object, Map<ContentHash, Long> unlisted) {
        long sinceMs = ObjectMarks.unlistedSinceMs(object, unlisted);
        return new JudgedObject(object, sinceMs, world.peerCount().applyAsInt(object.sha256()));
    }

    /** Objects are named by their SHA-256, indexes often by SHA-512 or less. */
    private Set<ContentHash> stored(Set<ContentHash> hashes) {
        Set<ContentHash> found = new HashSet<>();
        hashes.forEach(hash -> cache.find(hash).map(StoredObject::sha256).ifPresent(found::add));
        return found;
    }
}
