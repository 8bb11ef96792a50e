package dev.potluck.swarm;

import dev.potluck.hash.Pieces;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Optional;

/** The peers' half of a download: whom to ask for which piece, and what to make of the answer. */
final class PeerSide implements PieceRequest.Listener {
    private static final Logger log = LoggerFactory.getLogger(PeerSide.class);

    /** Connections of one peer that may end in the middle before it is left alone. */
    private static final int MAX_BREAKS = 2;

    private final SwarmState state;
    private final MirrorSide mirror;
    private final Runnable plan;

    PeerSide(SwarmState state, MirrorSide mirror, Runnable plan) {
        this.state = state;
        this.mirror = mirror;
        this.plan = plan;
    }

    void add(PeerLane lane) {
        state.lanes.add(lane);
        if (state.file.pieces() == 1) {
            lane.ready(Optional.empty());
            plan.run();
        } else {
            askForList(lane);
        }
    }

    private void askForList(PeerLane lane) {
        long askedMs = state.nowMs();
        lane.source().pieceList(state.file.pieces() * PieceHashes.HASH_BYTES).onComplete(answer -> {
            if (state.isOver || lane.isDropped()) {
                return;
            }
            lane.measuredLatency((double) (state.nowMs() - askedMs));
            if (answer.succeeded()) {
                takeList(lane, answer.result());
            } else if (kindOf(answer.cause()) == SourceFailure.Kind.MISSING) {
                lane.ready(Optional.empty()); // it has yet to compute it
            } else {
                drop(lane, kindOf(answer.cause()));
            }
            plan.run();
        });
    }

    private static SourceFailure.Kind kindOf(@Nullable Throwable cause) {
        return cause instanceof SourceFailure failure
                ? failure.kind()
                : SourceFailure.Kind.BROKEN_OFF;
    }

    private void takeList(PeerLane lane, byte[] bytes) {
        try {
            PieceHashes list = PieceHashes.of(bytes, state.file.sizeBytes());
            if (state.trust.claim(list, lane.peer())) {
                lane.ready(Optional.of(list));
            } else {
                ban(lane.peer());
            }
        } catch (MalformedPieceListException e) {
            drop(lane, SourceFailure.Kind.MALFORMED);
        }
    }

    /** Gives pieces to those who have room for them. */
    void ask(PieceHashes list, @Nullable MirrorRun run) {
        long now = state.nowMs();
        List<PeerLane> usable = state.lanes.usable(list, state.trust);
        if (usable.isEmpty()) {
            return;
        }
        double median = state.lanes.medianBytesPerMs(state.mirrorRate(), now);
        double assumed = median > 0 ? median : PieceWants.DEFAULT_BYTES_PER_MS;
        List<PiecePlan.Want> wants = PieceWants.of(
                new PieceWants.View(state.file, state.ready, run, state.mirrorRate()),
                state.head(),
                state.windowEnd(),
                piece -> state.trust.isForMirror(piece) && state.mirrorFailure.isEmpty()
                        || state.lanes.requestFor(piece).isPresent());
        List<PiecePlan.Lane> asLanes =
                usable.stream().map(lane -> lane.forPlan(assumed, now)).toList();
        for (PiecePlan.Assignment assigned : PiecePlan.of(wants, asLanes)) {
            if (!state.tools.budget().take()) {
                return;
            }
            int piece = assigned.piece();
            PeerLane lane = usable.get(assigned.lane());
            PieceRequest.Order order =
                    new PieceRequest.Order(piece, Pieces.startOf(piece), state.endOf(piece), list);
            lane.asked(new PieceRequest(lane, order, this, now), now);
        }
    }

    @Override
    public void progressed(PieceRequest request, int bytes) {
        state.fromPeer(bytes);
        request.lane().took(request, bytes, state.nowMs());
    }

    @Override
    public void completed(PieceRequest request, byte[] sha256) {
        PeerLane lane = request.lane();
        lane.ended(request, state.nowMs());
        if (request.list().matches(request.piece(), sha256)) {
            accept(request, sha256);
        } else {
            state.tools.budget().giveBack();
            state.waste(request.receivedBytes());
            refuse(request, sha256);
        }
        plan.run();
    }

    private void accept(PieceRequest request, byte[] sha256) {
        PeerLane lane = request.lane();
        int piece = request.piece();
        lane.proved(request.receivedBytes());
        if (state.trust.isConfirmed()) {
            state.tools
                    .scores()
                    .recordGood(lane.peer().address(), lane.usualBytesPerMs(), lane.latencyMs());
        }
        state.trust.accepted(piece, lane.peer(), sha256);
        state.fromPeersBytes += request.receivedBytes();
        state.ready.set(piece);
        mirror.pieceReady(piece);
        boolean isSure = state.trust.isSure()
                && state.trust.list().filter(request.list()::equals).isPresent();
        state.isOfStrangers |= !isSure && !state.trust.isClaimedByLan();
        state.assembly.add(new Assembly.Stretch(
                Pieces.startOf(piece), request.received(), isSure, state.tools.budget()::giveBack));
    }

    /** Who claims a list and sends something else has lied; otherwise the mirror tells who did. */
    private void refuse(PieceRequest request, byte[] sha256) {
        Peer sender = request.lane().peer();
        if (state.file.pieces() == 1 || request.lane().claims(request.list())) {
            log.info("{} sent a wrong piece of {}", sender.address(), state.file.sha256());
            ban(sender);
        } else if (state.mirrorFailure.isPresent()) {
            drop(request.lane(), SourceFailure.Kind.MALFORMED);
        } else {
            state.trust.suspect(request.piece(), sender, sha256);
        }
    }

    @Override
    public void failed(PieceRequest request, SourceFailure failure) {
        PeerLane lane = request.lane();
        lane.ended(request, state.nowMs());
        state.tools.budget().giveBack();
        state.waste(request.receivedBytes());
        boolean mayTryAgain = failure.kind() == SourceFailure.Kind.BROKEN_OFF
                && lane.hasProven()
                && lane.broke() < MAX_BREAKS;
        if (!mayTryAgain) {
            drop(lane, failure.kind());
        }
        plan.run();
    }

    /** It is not asked again for this file; for a while for no other, if that is its own fault. */
    void drop(PeerLane lane, SourceFailure.Kind why) {
        if (lane.isDropped()) {
            return;
        }
        lane.drop();
        log.debug("{} is dropped for {}: {}", lane.peer().address(), state.file.sha256(), why);
        List.copyOf(lane.requests()).forEach(state::cancel);
        if (why != SourceFailure.Kind.BUSY && why != SourceFailure.Kind.MISSING) {
            state.tools.scores().recordFailure(lane.peer().address());
        }
    }

    void ban(Peer liar) {
        state.tools.bans().ban(liar.address());
        state.lanes.of(liar).ifPresent(lane -> drop(lane, SourceFailure.Kind.MALFORMED));
    }

    /** Drops those who keep us waiting. */
    void watch() {
        long now = state.nowMs();
        double median = state.lanes.medianBytesPerMs(state.mirrorRate(), now);
        for (PeerLane lane : List.copyOf(state.lanes.all())) {
            if (lane.isDropped()) {
                continue;
            }
            if (lane.silentMs(now) >= SwarmDownload.SILENCE_MS || Lanes.isSlow(lane, median, now)) {
                drop(lane, SourceFailure.Kind.SILENT);
            }
        }
    }
}
