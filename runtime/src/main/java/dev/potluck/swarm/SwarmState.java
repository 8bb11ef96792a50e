package dev.potluck.swarm;

import dev.potluck.hash.Pieces;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** What the parts of one download know together. */
final class SwarmState {
    /** Pieces after the next byte of the client that may be asked for: 12 MiB. */
    static final int WINDOW_PIECES = 24;

    final SwarmFile file;
    final SwarmTools tools;
    final PieceTrust trust;
    final Assembly assembly;
    final Lanes lanes = new Lanes();
    /** Pieces that are there, or on the way to the sink. */
    final BitSet ready = new BitSet();

    final RateMeter mirrorMeter;
    /** The mirrors have failed for good; peers may still have it. */
    Optional<SourceFailure> mirrorFailure = Optional.empty();

    /** Some of it only strangers vouch for. */
    boolean isOfStrangers;

    boolean isOver;
    long fromPeersBytes;
    long wastedBytes;

    SwarmState(PieceTrust trust, SwarmTools tools, Assembly assembly) {
        this.file = trust.file();
        this.trust = trust;
        this.tools = tools;
        this.assembly = assembly;
        this.mirrorMeter = new RateMeter(tools.scores().mirrorRate(file.archive()));
        for (int piece = 0; piece < file.pieces(); piece++) {
            if (Pieces.endOf(piece, file.sizeBytes()) <= assembly.writtenBytes()) {
                ready.set(piece);
            }
        }
    }

    long nowMs() {
        return tools.timers().nowMs();
    }

    double mirrorRate() {
        return mirrorMeter.bytesPerMs(nowMs());
    }

    /** The piece of the next byte that the sink gets. */
    int head() {
        return Pieces.at(assembly.writtenBytes());
    }

    int windowEnd() {
        return Math.min(file.pieces(), head() + WINDOW_PIECES);
    }

    long endOf(int piece) {
        return Pieces.endOf(piece, file.sizeBytes());
    }

    /** The peers that may be asked now, by the list that is believed now. */
    List<PeerLane> usable(Optional<PieceHashes> list) {
        return list.map(known -> lanes.usable(known, trust)).orElse(List.of());
    }

    void waste(long bytes) {
        wastedBytes += bytes;
        tools.traffic().addWasted(bytes);
    }

    void fromPeer(int bytes) {
        tools.traffic().addFromPeers(bytes);
    }

    /** The request for a piece is of no use any more. */
    void cancel(PieceRequest request) {
        request.cancel();
        request.lane().ended(request, nowMs());
        waste(request.receivedBytes());
        tools.budget().giveBack();
    }
}
