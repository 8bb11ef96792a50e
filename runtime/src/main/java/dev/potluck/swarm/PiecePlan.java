package dev.potluck.swarm;

import java.util.ArrayList;
import java.util.List;

/**
 * Which peer gets which piece: pieces in order, each to the peer that will have it first, as far as
 * that is before the stream from the mirror gets there.
 *
 * <p>The plan looks further than what can be asked for now: a piece that a busy fast peer will have
 * sooner than an idle slow one is left for it, and the slow one gets a later piece.
 */
final class PiecePlan {
    /** A piece that nobody has been asked for: how long it is, and when the mirror has it. */
    record Want(int piece, long bytes, double mirrorEtaMs) {}

    /**
     * A peer.
     *
     * @param latencyMs from a request to its first byte
     * @param backlogBytes what it was asked for already
     * @param slots how many pieces more it may be asked for now
     * @param margin by how much its own estimate must be better than the mirror's
     */
    record Lane(double bytesPerMs, double latencyMs, long backlogBytes, int slots, double margin) {}

    /** A piece and the index of the lane that gets it. */
    record Assignment(int piece, int lane) {}

    private PiecePlan() {}

    static List<Assignment> of(List<Want> wants, List<Lane> lanes) {
        List<Assignment> plan = new ArrayList<>();
        double[] freeAtMs = new double[lanes.size()];
        int[] slots = new int[lanes.size()];
        int slotsLeft = 0;
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get(i);
            freeAtMs[i] = Math.max(lane.latencyMs(), lane.backlogBytes() / lane.bytesPerMs());
            slots[i] = lane.slots();
            slotsLeft += lane.slots();
        }
        for (Want want : wants) {
            if (slotsLeft == 0) {
                break;
            }
            int best = soonest(want, lanes, freeAtMs);
            double etaMs = etaMs(want, lanes.get(best), freeAtMs[best]);
            if (etaMs * lanes.get(best).margin() >= want.mirrorEtaMs()) {
                continue;
            }
            if (slots[best] > 0) {
                slots[best]--;
                slotsLeft--;
                plan.add(new Assignment(want.piece(), best));
            }
            freeAtMs[best] = etaMs;
        }
        return plan;
    }

    private static int soonest(Want want, List<Lane> lanes, double[] freeAtMs) {
        int best = 0;
        for (int i = 1; i < lanes.size(); i++) {
            if (etaMs(want, lanes.get(i), freeAtMs[i])
                    < etaMs(want, lanes.get(best), freeAtMs[best])) {
                best = i;
            }
        }
        return best;
    }

    private static double etaMs(Want want, Lane lane, double freeAtMs) {
        return freeAtMs + want.bytes() / lane.bytesPerMs();
    }
}
