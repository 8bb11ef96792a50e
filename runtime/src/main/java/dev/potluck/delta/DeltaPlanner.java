package dev.potluck.delta;

import dev.potluck.api.ContentHash;
import dev.potluck.api.DeltaCodec;
import dev.potluck.api.PackageId;
import dev.potluck.cache.StoredDelta;
import dev.potluck.cache.StoredObject;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Says which blobs become deltas of which: of each package, the newest version stays whole, and the
 * older ones that nobody needs at the moment become the difference from it. So every delta is one
 * step from a whole blob; when another version becomes the newest, deltas move over to it before
 * their old base becomes a delta too.
 */
public final class DeltaPlanner {
    /** A file takes whole disk blocks, and a delta needs an entry of its own. */
    static final long MIN_BYTES = 16 << 10;

    /** What an index lists is left whole at least so long after its last use. */
    static final Duration LISTED_IDLE = Duration.ofDays(3);

    private final long idleMs;
    private final BiPredicate<ContentHash, ContentHash> isUseless;

    /**
     * @param idleMs how long nobody asked for what becomes a delta
     * @param isUseless whether a delta of the first from the second was tried in vain
     */
    public DeltaPlanner(long idleMs, BiPredicate<ContentHash, ContentHash> isUseless) {
        this.idleMs = idleMs;
        this.isUseless = isUseless;
    }

    /**
     * A blob, as the planner sees it.
     *
     * @param isListed whether an adopted index lists it
     * @param unlistedSinceMs since when none does, ms since 1970
     * @param isFree whether it may go: it is not pinned, and no part of a snapshot
     */
    public record Version(
            StoredObject object, boolean isListed, long unlistedSinceMs, boolean isFree) {}

    /** Something to do, in the order of the plan. */
    public sealed interface Job {
        /** The blob that becomes a delta. */
        record Encode(Version target, StoredObject base) implements Job {}

        /** A delta that gets another base. */
        record Rebase(StoredDelta delta, StoredObject base) implements Job {}
    }

    private record Line(String name, String architecture) {
        static Line of(PackageId id) {
            return new Line(id.name(), id.architecture());
        }
    }

    /**
     * What to do now.
     *
     * @param nowMs ms since 1970
     */
    public List<Job> plan(List<Version> versions, List<StoredDelta> deltas, long nowMs) {
        Map<Line, List<Version>> lines = new LinkedHashMap<>();
        for (Version version : versions) {
            version.object()
                    .packageId()
                    .ifPresent(id -> lines.computeIfAbsent(Line.of(id), line -> new ArrayList<>())
                            .add(version));
        }
        Map<ContentHash, List<StoredDelta>> dependents = new LinkedHashMap<>();
        deltas.forEach(delta -> dependents
                .computeIfAbsent(delta.baseSha256(), base -> new ArrayList<>())
                .add(delta));
        List<Job> jobs = new ArrayList<>();
        lines.values().forEach(line -> plan(line, dependents, nowMs, jobs));
        return jobs;
    }

    private void plan(
            List<Version> line,
            Map<ContentHash, List<StoredDelta>> dependents,
            long nowMs,
            List<Job> jobs) {
        if (line.size() < 2) {
            return;
        }
        StoredObject newest = line.stream()
                .max(Comparator.comparing(Version::isListed)
                        .thenComparingLong(version -> version.object().lastModifiedMs())
                        .thenComparingLong(version -> version.object().storedAtMs()))
                .orElseThrow()
                .object();
        for (Version version : line) {
            ContentHash target = version.object().sha256();
            List<StoredDelta> own = dependents.getOrDefault(target, List.of());
            boolean canMove = own.stream()
                    .noneMatch(delta -> isUseless.test(delta.object().sha256(), newest.sha256()));
            if (!target.equals(newest.sha256())
                    && isCold(version, nowMs)
                    && canMove
                    && !isUseless.test(target, newest.sha256())) {
                own.forEach(delta -> jobs.add(new Job.Rebase(delta, newest)));
                jobs.add(new Job.Encode(version, newest));
            }
        }
    }

    private boolean isCold(Version version, long nowMs) {
        StoredObject object = version.object();
        long lastMs = Math.max(object.lastAccessMs(), object.storedAtMs());
        long waitMs = version.isListed() ? Math.max(idleMs, LISTED_IDLE.toMillis()) : idleMs;
        // A clock that jumped back makes the time since less than nothing, which is not long ago.
        return version.isFree()
                && nowMs - lastMs >= waitMs
                && object.sizeBytes() >= MIN_BYTES
                && object.sizeBytes() <= DeltaCodec.MAX_CONTENT_BYTES;
    }
}
