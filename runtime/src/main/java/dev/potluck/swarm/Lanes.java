package dev.potluck.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The peers of one download. */
final class Lanes {
    /** A source so many times slower than the median is not worth a piece. */
    static final double SLOW_FACTOR = 4;

    /** A source is not called slow before it had so much time. */
    static final long SLOW_AFTER_MS = 500;

    private final List<PeerLane> all = new ArrayList<>();

    void add(PeerLane lane) {
        all.add(lane);
    }

    List<PeerLane> all() {
        return all;
    }

    /** Whether any may still be of use. */
    boolean hasLive() {
        return all.stream().anyMatch(lane -> !lane.isDropped());
    }

    boolean hasLiveProven() {
        return all.stream().anyMatch(lane -> !lane.isDropped() && lane.hasProven());
    }

    /** Whether somebody who was right before claims this list. */
    boolean isClaimedByProven(PieceHashes list) {
        return all.stream()
                .anyMatch(lane -> lane.isUsable() && lane.hasProven() && lane.claims(list));
    }

    /** Those that may be asked for pieces which are checked by this list. */
    List<PeerLane> usable(PieceHashes list, PieceTrust trust) {
        return all.stream()
                .filter(PeerLane::isUsable)
                .filter(lane -> lane.agreesWith(list) && !trust.isSuspect(lane.peer()))
                .toList();
    }

    Optional<PeerLane> of(Peer peer) {
        return all.stream().filter(lane -> lane.peer().equals(peer)).findFirst();
    }

    /** Of all that have shown what they can do, together. */
    double provenBytesPerMs(long nowMs) {
        return all.stream()
                .filter(lane -> lane.isUsable() && lane.hasProven())
                .mapToDouble(lane -> lane.bytesPerMs(nowMs))
                .sum();
    }

    /** The request for a piece, if it is under way. */
    Optional<PieceRequest> requestFor(int piece) {
        for (PeerLane lane : all) {
            for (PieceRequest request : lane.requests()) {
                if (request.piece() == piece) {
                    return Optional.of(request);
                }
            }
        }
        return Optional.empty();
    }

    /** The rate in the middle of all that are known, the mirror's among them; 0 if none is. */
    double medianBytesPerMs(double mirrorBytesPerMs, long nowMs) {
        List<Double> rates = new ArrayList<>();
        if (mirrorBytesPerMs > 0) {
            rates.add(mirrorBytesPerMs);
        }
        for (PeerLane lane : all) {
            if (lane.isUsable() && lane.isRateKnown()) {
                rates.add(lane.bytesPerMs(nowMs));
            }
        }
        rates.sort(null);
        return rates.isEmpty() ? 0 : rates.get((rates.size() - 1) / 2);
    }

    /** Whether a lane holds the file up rather than helping. */
    static boolean isSlow(PeerLane lane, double medianBytesPerMs, long nowMs) {
        if (lane.requests().isEmpty()) {
            return false;
        }
        long busyMs = nowMs - lane.requests().get(0).startedMs();
        return busyMs >= SLOW_AFTER_MS
                && lane.paceBytesPerMs(nowMs) * SLOW_FACTOR < medianBytesPerMs;
    }
}
