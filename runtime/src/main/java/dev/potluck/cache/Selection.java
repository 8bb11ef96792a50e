package dev.potluck.cache;

import dev.potluck.cache.SweepPlan.Reason;
import dev.potluck.cache.SweepPlan.Removal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Chooses what goes: all that is stale, and then in the order of turns and values as much as has
 * to. It holds no more than that.
 */
final class Selection {
    /** In this order they go; of equals, those of the lower hash. */
    private static final Comparator<Candidate> ORDER = Comparator.comparingInt(Candidate::turn)
            .thenComparingDouble(Candidate::value)
            .thenComparing(candidate -> candidate.object().sha256().hex());

    /**
     * An object that may go.
     *
     * @param object with the size that it takes
     * @param value the lowest goes first
     */
    record Candidate(
            StoredObject object, Reason reason, double value, Optional<StoredDelta> delta) {
        Candidate with(StoredDelta itsDelta) {
            return new Candidate(object, reason, value, Optional.of(itsDelta));
        }

        private int turn() {
            return switch (reason) {
                case STALE -> 0;
                case UNLISTED, LEAST_WORTH -> 1;
                case NOTHING_ELSE_LEFT -> 2;
            };
        }

        private long sizeBytes() {
            return object.sizeBytes();
        }
    }

    private final long excessBytes;
    private final List<Candidate> stale = new ArrayList<>();
    /** The last of them first. */
    private final PriorityQueue<Candidate> others = new PriorityQueue<>(ORDER.reversed());

    private long chosenBytes;

    Selection(long excessBytes) {
        this.excessBytes = excessBytes;
    }

    void offer(Candidate candidate) {
        (candidate.reason() == Reason.STALE ? stale : others).add(candidate);
        chosenBytes += candidate.sizeBytes();
        while (!others.isEmpty() && chosenBytes - others.peek().sizeBytes() >= excessBytes) {
            chosenBytes -= others.remove().sizeBytes();
        }
    }

    int staleObjects() {
        return stale.size();
    }

    /** What would have to go beside all that may; 0 or less if nothing. */
    long missingBytes() {
        return excessBytes - chosenBytes;
    }

    List<Removal> removals() {
        List<Candidate> chosen = new ArrayList<>(stale);
        chosen.addAll(others);
        chosen.sort(ORDER);
        return chosen.stream()
                .map(one -> new Removal(one.object(), one.reason(), one.delta()))
                .toList();
    }
}
