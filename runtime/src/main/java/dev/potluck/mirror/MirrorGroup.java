package dev.potluck.mirror;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The mirrors of one archive. Their order is the user's, and stays so while all is well: changing
 * mirrors from one request to the next would mix states of the archive. Only mirrors that fail or
 * hang move behind the others, for a while.
 */
public final class MirrorGroup {
    /** Most mirrors of one archive. */
    public static final int MAX_MIRRORS = 32;

    private static final int RANK_SUSPECT = 1;
    private static final int RANK_UNRESPONSIVE = 2;

    private final Map<Mirror, MirrorHealth> health = new LinkedHashMap<>();

    /**
     * A group in order of preference.
     *
     * @param nanoClock such as {@code System::nanoTime}
     * @throws IllegalArgumentException if there is none, or more than {@link #MAX_MIRRORS}
     */
    public MirrorGroup(List<Mirror> mirrors, LongSupplier nanoClock) {
        if (mirrors.isEmpty() || mirrors.size() > MAX_MIRRORS) {
            throw new IllegalArgumentException(
                    "a group has 1 to %d mirrors, not %d".formatted(MAX_MIRRORS, mirrors.size()));
        }
        mirrors.forEach(mirror -> health.put(mirror, new MirrorHealth(nanoClock)));
    }

    /** All mirrors, the one to ask first in front. */
    public List<Mirror> inOrder() {
        return health.keySet().stream()
                .sorted(Comparator.comparingInt(this::rank))
                .toList();
    }

    private int rank(Mirror mirror) {
        MirrorHealth known = health(mirror);
        if (known.isUnresponsive()) {
            return RANK_UNRESPONSIVE;
        }
        return known.isSuspect() ? RANK_SUSPECT : 0;
    }

    /** The patience with the mirror that is asked first: see {@link MirrorHealth#patienceMs}. */
    public long patienceMs() {
        return health(inOrder().get(0)).patienceMs();
    }

    /**
     * What is known of a mirror of this group.
     *
     * @throws IllegalArgumentException if it is not in the group
     */
    public MirrorHealth health(Mirror mirror) {
        MirrorHealth known = health.get(mirror);
        if (known == null) {
            throw new IllegalArgumentException(mirror + " is not in this group");
        }
        return known;
    }

    /** Notes the head of an answer: 5xx is a failure, everything else a sign of life. */
    public void recordAnswer(MirrorResponse response) {
        MirrorHealth known = health(response.mirror());
        if (response.status() >= 500) {
            known.failed();
            known.explain("it answers " + response.status());
        } else {
            known.answered(response.firstByteMs());
        }
    }

    /** Notes a failure that is the mirror's own; a missing file or our own doing is none. */
    public void recordFailure(Mirror mirror, MirrorException failure) {
        switch (failure.kind()) {
            case TIMEOUT, STALLED -> {
                health(mirror).hung();
                health(mirror).explain(String.valueOf(failure.getMessage()));
            }
            case REFUSED,
                    TRUNCATED,
                    WRONG_CONTENT,
                    MALFORMED,
                    TLS,
                    TOO_MANY_REDIRECTS,
                    FORBIDDEN_REDIRECT -> {
                health(mirror).failed();
                health(mirror).explain(String.valueOf(failure.getMessage()));
            }
            case NOT_FOUND, STATUS, BUSY, FORBIDDEN_ADDRESS, CANCELLED -> {}
        }
    }

    /** The mirrors in the user's order. */
    @Override
    public String toString() {
        return health.keySet().toString();
    }
}
