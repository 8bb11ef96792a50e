package dev.potluck.swarm;

import dev.potluck.hash.Pieces;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/** Which pieces peers could be asked for, and by when they would have to have them. */
final class PieceWants {
    /** Of a source of which nothing is known: 16 Mbit/s. */
    static final double DEFAULT_BYTES_PER_MS = 2_000;

    private PieceWants() {}

    /**
     * A moment of a download.
     *
     * @param ready the pieces that are there
     * @param run the stream under way
     * @param mirrorRate in bytes/ms; 0 if not known
     */
    record View(SwarmFile file, BitSet ready, @Nullable MirrorRun run, double mirrorRate) {
        /** When the stream will have this piece, if it goes on so. */
        double mirrorEtaMs(int piece) {
            if (run == null || Pieces.endOf(piece, file.sizeBytes()) <= run.position()) {
                return Double.POSITIVE_INFINITY;
            }
            double rate = mirrorRate > 0 ? mirrorRate : DEFAULT_BYTES_PER_MS;
            return (Pieces.endOf(piece, file.sizeBytes()) - run.position()) / rate;
        }
    }

    /** Pieces from {@code head} to before {@code end} but those that are there or excluded. */
    static List<PiecePlan.Want> of(View view, int head, int end, IntPredicate isExcluded) {
        List<PiecePlan.Want> wants = new ArrayList<>();
        for (int piece = head; piece < end; piece++) {
            if (!view.ready().get(piece) && !isExcluded.test(piece)) {
                wants.add(new PiecePlan.Want(
                        piece, view.file().pieceBytes(piece), view.mirrorEtaMs(piece)));
            }
        }
        return wants;
    }
}
