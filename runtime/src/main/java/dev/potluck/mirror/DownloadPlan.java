package dev.potluck.mirror;

import dev.potluck.api.ArchivePath;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whom to ask next, and for which path. Rounds over the mirrors in the order of their health: a
 * mirror that has no such file is asked for the next path, then no more; one that has other
 * content, no more; one that failed, again in the next round. There is a next round only for a file
 * that has begun to arrive, and not after three attempts in a row that brought nothing.
 */
final class DownloadPlan {
    static final int MAX_ATTEMPTS = 64;
    static final int MAX_ATTEMPTS_WITHOUT_PROGRESS = 3;
    /** An attempt that brought less than this counts as one without progress. */
    static final int MIN_PROGRESS_BYTES = 32 << 10;
    /** Before a further round, doubled for each attempt that brought nothing. */
    static final long FIRST_DELAY_MS = 125;

    /** One request of a download. */
    record Attempt(Mirror mirror, ArchivePath path, long delayMs) {}

    private final MirrorGroup group;
    private final List<ArchivePath> paths;
    private final Deque<Mirror> round;
    private final Map<Mirror, Integer> pathIndexes = new HashMap<>();
    private final Set<Mirror> excluded = new HashSet<>();
    private int attempts;
    private int attemptsWithoutProgress;
    private long attemptBytes;
    private boolean hasProgressed;

    DownloadPlan(MirrorGroup group, List<ArchivePath> paths) {
        this.group = group;
        this.paths = paths;
        this.round = new ArrayDeque<>(group.inOrder());
    }

    /** The next attempt; empty when there is nobody left worth asking. */
    Optional<Attempt> next() {
        long delayMs = 0;
        round.removeAll(excluded);
        if (round.isEmpty()) {
            if (!hasProgressed || attemptsWithoutProgress >= MAX_ATTEMPTS_WITHOUT_PROGRESS) {
                return Optional.empty();
            }
            round.addAll(group.inOrder());
            round.removeAll(excluded);
            delayMs = attemptsWithoutProgress == 0 ? 0 : FIRST_DELAY_MS << attemptsWithoutProgress;
        }
        Mirror mirror = round.peekFirst();
        if (mirror == null || attempts == MAX_ATTEMPTS) {
            return Optional.empty();
        }
        attempts++;
        attemptsWithoutProgress++;
        attemptBytes = 0;
        ArchivePath path = paths.get(pathIndexes.getOrDefault(mirror, 0));
        return Optional.of(new Attempt(mirror, path, delayMs));
    }

    /** Bytes of the file arrived. */
    void recordProgress(int bytes) {
        hasProgressed = true;
        attemptBytes += bytes;
        if (attemptBytes >= MIN_PROGRESS_BYTES) {
            attemptsWithoutProgress = 0;
        }
    }

    /** The mirror under way has no file at this path. */
    void recordNotFound() {
        Mirror mirror = round.element();
        int nextIndex = pathIndexes.getOrDefault(mirror, 0) + 1;
        pathIndexes.put(mirror, nextIndex);
        if (nextIndex == paths.size()) {
            excluded.add(mirror);
        }
    }

    /** The mirror under way is of no use for this file. */
    void recordUseless() {
        excluded.add(round.element());
    }

    /** The mirror under way failed, and may do better later. */
    void recordFailed() {
        round.remove();
    }

    /** Whether this round has further mirrors after the one under way. */
    boolean hasOthers() {
        return round.stream().filter(mirror -> !excluded.contains(mirror)).count() > 1;
    }

    /** Requests made so far. */
    int attempts() {
        return attempts;
    }
}
