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

    /** How often it is looked for what is stale while there is room. */
    private static final Duration STALE_LOOK = Duration.ofHours(1);

    private static final int FIRST_BYTES = 256;

    private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

    private final BlobCache cache;
    private final ObjectMarks marks;
    private final PolicyGuard policy;
    private final SweepLimits limits;
    private final World world;
    private final Object pendingLock = new Object();
    private Map<ContentHash, Integer> pending = new LinkedHashMap<>();
    private long lastLookMs = Long.MIN_VALUE / 2;

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
        long nowMs = world.clock().millis();
        long usedBytes = usedBytes();
        boolean isLookDue = Math.abs(nowMs - lastLookMs) >= STALE_LOOK.toMillis();
        if (!isLookDue && limits.excessBytes(usedBytes) <= 0) {
            return new SweepPlan(usedBytes, List.of());
        }
        SweepPlan plan = plan(kept, usedBytes);
        lastLookMs = nowMs;
        List<ContentHash> whole = new ArrayList<>();
        List<JudgedObject> gone = new ArrayList<>();
        for (Removal removal : plan.removals()) {
            if (removal.delta().isPresent()) {
                world.deltas().remove(removal.delta().get());
            } else {
                whole.add(removal.object().sha256());
            }
            gone.add(judged(removal.object()));
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
        return plan(kept, usedBytes());
    }

    private SweepPlan plan(Set<ContentHash> kept, long usedBytes) {
        while (true) {
            try {
                return policy.inTime(() -> judge(kept, usedBytes));
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
        served.forEach((sha256, times) -> cache.find(sha256).ifPresent(object -> {
            JudgedObject judged = judged(object);
            int timesTold = Math.min(times, MAX_TOLD_ACCESSES);
            accesses.put(judged, timesTold);
            told.add(new ServedObject(
                    object, now.toEpochMilli(), timesTold, judged.unlistedSinceMs()));
        }));
        policy.recordAccesses(accesses, now);
        return told;
    }

    private long usedBytes() {
        return cache.size().bytes() + world.deltas().sizeBytes();
    }

    /** Object by object, so that a large cache does not have to fit in memory. */
    private SweepPlan judge(Set<ContentHash> kept, long usedBytes) throws PolicyFailedException {
        Instant now = world.clock().instant();
        Set<ContentHash> untouchable = marks.pinned();
        untouchable.addAll(stored(kept));
        Selection selection = new Selection(limits.excessBytes(usedBytes));
        long judged = 0;
        for (int firstByte = 0; firstByte < FIRST_BYTES; firstByte++) {
            // Read first, and judged then: a policy that hangs must hold no transaction.
            for (ObjectMarks.Marked object : marks.beginningWith(firstByte)) {
                if (!untouchable.contains(object.object().sha256())) {
                    selection.offer(candidate(judged(object), now));
                    judged++;
                }
            }
        }
        if (judged >= MANY_OBJECTS && selection.staleObjects() == judged) {
            throw policy.wantedEverythingGone();
        }
        List<StoredDelta> deltas = new ArrayList<>();
        world.deltas().forEach(deltas::add);
        for (StoredDelta delta : deltas) {
            selection.offer(candidate(judged(delta), now).with(delta));
        }
        if (selection.missingBytes() > 0) {
            log.warn(
                    "the cache holds {} bytes too many: they are pinned or in use",
                    selection.missingBytes());
        }
        return new SweepPlan(usedBytes, selection.removals());
    }

    /** The file's own history, and what it takes now. */
    private JudgedObject judged(StoredDelta delta) {
        StoredObject object = delta.object().sized(delta.sizeBytes());
        return new JudgedObject(
                object, delta.unlistedSinceMs(), world.peerCount().applyAsInt(object.sha256()));
    }

    private Selection.Candidate candidate(JudgedObject object, Instant now)
            throws PolicyFailedException {
        double value = policy.value(object, now);
        boolean isListed = object.unlistedSince().isEmpty();
        // A clock that jumped back makes the time since less than nothing, which is lately.
        boolean isUsed = Duration.between(object.lastAccess(), now).compareTo(USED_LATELY) < 0;
        Reason reason;
        if (isListed && isUsed) {
            reason = Reason.NOTHING_ELSE_LEFT;
        } else if (policy.isStale(object, now)) {
            reason = Reason.STALE;
        } else {
            reason = isListed ? Reason.LEAST_WORTH : Reason.UNLISTED;
        }
        return new Selection.Candidate(object.object(), reason, value, Optional.empty());
    }

    private JudgedObject judged(StoredObject object) {
        return judged(new ObjectMarks.Marked(object, marks.unlistedSinceMs(object)));
    }

    private JudgedObject judged(ObjectMarks.Marked marked) {
        return new JudgedObject(
                marked.object(),
                marked.unlistedSinceMs(),
                world.peerCount().applyAsInt(marked.object().sha256()));
    }

    /** Objects are named by their SHA-256, indexes often by SHA-512 or less. */
    private Set<ContentHash> stored(Set<ContentHash> hashes) {
        Set<ContentHash> found = new HashSet<>();
        hashes.forEach(hash -> cache.find(hash).map(StoredObject::sha256).ifPresent(found::add));
        return found;
    }
}
