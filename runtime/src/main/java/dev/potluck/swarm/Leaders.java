package dev.potluck.swarm;

import dev.potluck.hash.Pieces;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The neighbours whose fetch of one file is followed, one after the other. */
final class Leaders {
    /** How often the same neighbour may be lost in one file before it has sent a piece. */
    static final int MAX_LOSSES = 4;

    /** Neighbours followed in one file, each time counted; then the mirror has to do. */
    static final int MAX_FOLLOWED = 16;

    /**
     * One of them.
     *
     * @param isHearsay whether some of what it has came from others
     */
    record Leader(Peer peer, RangeSource source, boolean isHearsay) {}

    private final Map<Peer, Integer> losses = new HashMap<>();
    private final Set<Peer> followed = new LinkedHashSet<>();
    private Optional<Leader> current = Optional.empty();
    private boolean isHearsay;
    private int count;
    private long sentBytes;

    /** Whose stream takes the mirror's place now. */
    Optional<Leader> current() {
        return current;
    }

    boolean mayFollow(Peer neighbour) {
        return current.isEmpty()
                && count < MAX_FOLLOWED
                && losses.getOrDefault(neighbour, 0) < MAX_LOSSES;
    }

    void follow(Leader leader) {
        current = Optional.of(leader);
        count++;
        sentBytes = 0;
    }

    /** The one that is followed sends. */
    void sent(int bytes) {
        sentBytes += bytes;
        current.ifPresent(leader -> {
            followed.add(leader.peer());
            isHearsay |= leader.isHearsay();
        });
    }

    /** Whether the one that is followed has been worth it. */
    boolean hasSentPiece() {
        return sentBytes >= Pieces.PIECE_BYTES;
    }

    /** Nothing more comes of the one that was followed. */
    void lose() {
        if (!hasSentPiece()) {
            current.ifPresent(leader -> losses.merge(leader.peer(), 1, Integer::sum));
        }
        leave();
    }

    /** The one that was followed is not needed any more. */
    void leave() {
        current = Optional.empty();
    }

    /** Those who sent any of the file. */
    Set<Peer> followed() {
        return followed;
    }

    /** Who alone can have lied if one of them did. */
    Optional<Peer> culprit() {
        return followed.size() == 1 && !isHearsay
                ? followed.stream().findFirst()
                : Optional.empty();
    }
}
