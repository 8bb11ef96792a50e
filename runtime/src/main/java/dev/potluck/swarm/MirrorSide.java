package dev.potluck.swarm;

import dev.potluck.hash.Pieces;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The mirror's half of a download: one stream at a time, from where the file is next needed. A
 * neighbour's running fetch takes the mirror's place as long as it goes well.
 */
final class MirrorSide implements MirrorRun.Listener {
    /** A piece that the client waits for is late after twice the usual time, and this. */
    static final long LATE_MS = 100;

    /** Of a file's bytes, this share may come twice to be sooner. */
    static final double MAX_WASTE = 0.03;

    /** A stream of the mirror with more to come is cut when a neighbour can be followed. */
    static final long WORTH_CUTTING_BYTES = 4 << 20;

    private final SwarmState state;
    private final RangeSource mirror;
    private final RunPolicy policy = new RunPolicy();
    private final Runnable plan;
    private final Consumer<Peer> ban;
    private final Leaders leaders = new Leaders();
    private final BiConsumer<Peer, SourceFailure.Kind> whenLost;
    private @Nullable MirrorRun run;
    private int runs;

    /**
     * @param plan called when something may be decided anew
     * @param ban called for each peer that the mirror's bytes show to be a liar
     * @param whenLost called when a neighbour that was followed is so no more, and why
     */
    MirrorSide(
            SwarmState state,
            RangeSource mirror,
            Runnable plan,
            Consumer<Peer> ban,
            BiConsumer<Peer, SourceFailure.Kind> whenLost) {
        this.state = state;
        this.mirror = mirror;
        this.plan = plan;
        this.ban = ban;
        this.whenLost = whenLost;
    }

    @Nullable
    MirrorRun run() {
        return run;
    }

    /** Requests to the mirror so far. */
    int runs() {
        return runs;
    }

    boolean hasLeader() {
        return leaders.current().isPresent();
    }

    /** Whose streams were followed. */
    Leaders leaders() {
        return leaders;
    }

    /** Whether another's stream is worth more than one that is under way. */
    boolean mayFollow(Peer neighbour) {
        long missingBytes = state.file.sizeBytes() - state.assembly.writtenBytes();
        return leaders.mayFollow(neighbour)
                && (run == null || !run.hasBegun() || missingBytes >= WORTH_CUTTING_BYTES);
    }

    /** A neighbour's stream instead of the mirror's. */
    void follow(Leaders.Leader leader) {
        close();
        leaders.follow(leader);
    }

    /**
     * Starts the next stream, if it is time for one.
     *
     * @param usable the peers that could be asked instead
     * @param mayExpectPeers whether such may still come
     */
    void startRun(List<PeerLane> usable, boolean mayExpectPeers) {
        if (hasLeader()) {
            open(state.assembly.writtenBytes(), state.file.sizeBytes());
            return;
        }
        if (state.mirrorFailure.isPresent()) {
            return;
        }
        long now = state.nowMs();
        int first = state.ready.nextClearBit(state.head());
        if (isLate(first, now)) {
            open(startOf(first), state.endOf(first));
            return;
        }
        int windowEnd = state.windowEnd();
        while (first < windowEnd && isTakenCareOf(first)) {
            first++;
        }
        RunPolicy.View view = new RunPolicy.View(
                state.mirrorRate(),
                state.lanes.provenBytesPerMs(now),
                mayExpectPeers || !usable.isEmpty(),
                SwarmState.WINDOW_PIECES);
        boolean peersCan =
                view.peersSuffice() && !usable.isEmpty() && !state.trust.isForMirror(first);
        if (first < windowEnd && !peersCan) {
            openStretch(first, policy.nextPieces(view));
        }
    }

    private void openStretch(int first, int pieces) {
        int end = first + 1;
        while (end < state.file.pieces() && end - first < pieces && !isTakenCareOf(end)) {
            end++;
        }
        boolean isAhead = Pieces.startOf(first) > state.assembly.writtenBytes();
        if (isAhead) { // what is ahead waits in memory
            int most = Math.max(1, state.tools.budget().free());
            end = Math.min(Math.min(end, state.windowEnd()), first + most);
        }
        open(startOf(first), state.endOf(end - 1));
    }

    private long startOf(int piece) {
        return Math.max(Pieces.startOf(piece), state.assembly.writtenBytes());
    }

    /** There, or owed by a peer that can be relied on. */
    private boolean isTakenCareOf(int piece) {
        return state.ready.get(piece)
                || state.lanes
                        .requestFor(piece)
                        .filter(request -> request.lane().hasProven())
                        .isPresent();
    }

    /** The client waits for this piece, and whoever owes it takes too long. */
    private boolean isLate(int piece, long nowMs) {
        Optional<PieceRequest> owed = state.lanes.requestFor(piece);
        if (piece != state.head() || owed.isEmpty()) {
            return false;
        }
        PeerLane lane = owed.get().lane();
        double rate = Math.max(1, lane.usualBytesPerMs());
        double usualMs = lane.latencyMs() + state.file.pieceBytes(piece) / rate;
        if (nowMs - owed.get().startedMs() <= 2 * usualMs + LATE_MS) {
            return false;
        }
        double allowedBytes = MAX_WASTE * state.file.sizeBytes();
        boolean mayWaste = state.wastedBytes + state.file.pieceBytes(piece) <= allowedBytes;
        return mayWaste
                || state.file.pieces() == 1
                || lane.silentMs(nowMs) > SwarmDownload.SILENCE_MS / 3;
    }

    private void open(long from, long to) {
        long now = state.nowMs();
        boolean isMirror = !hasLeader();
        if (isMirror) {
            runs++;
            state.mirrorMeter.start(now);
        }
        run = new MirrorRun(
                state.file,
                leaders.current().map(Leaders.Leader::source).orElse(mirror),
                new MirrorRun.Order(from, to, isMirror, now),
                this);
    }

    /** A peer brought a piece: the stream need not go on with it. */
    void pieceReady(int piece) {
        MirrorRun now = run;
        if (now != null && now.position() > Pieces.startOf(piece) && now.covers(piece)) {
            state.waste(now.position() - Math.max(now.from(), Pieces.startOf(piece)));
            close();
        }
    }

    /** The sink has room again. */
    void resume() {
        if (run != null) {
            run.resume(state.nowMs());
            if (run.isMirror()) {
                state.mirrorMeter.start(state.nowMs());
            }
        }
    }

    /** Ends the stream; another may follow. */
    void close() {
        if (run != null) {
            run.cancel();
            run = null;
            state.mirrorMeter.stop(state.nowMs());
        }
    }

    /** Leaves a neighbour whose stream has stopped. */
    void watch() {
        MirrorRun now = run;
        if (now != null
                && !now.isMirror()
                && now.silentMs(state.nowMs()) >= SwarmDownload.SILENCE_MS) {
            close();
            leaveLeader(SourceFailure.Kind.SILENT);
        }
    }

    /** Lets go of a neighbour that is followed, through no fault of his. */
    void leave() {
        if (hasLeader()) {
            close();
            leaders.leave();
        }
    }

    private void leaveLeader(SourceFailure.Kind why) {
        leaders.current().ifPresent(left -> {
            leaders.lose();
            whenLost.accept(left.peer(), why);
        });
    }

    /** The stream ends where it meets what is there, or nearly there. */
    @Override
    public boolean mayEnter(MirrorRun entering, int piece) {
        if (state.ready.get(piece)) {
            close();
            plan.run();
            return false;
        }
        Optional<PieceRequest> owed = state.lanes.requestFor(piece);
        boolean isRace = entering.to() == state.endOf(piece);
        if (owed.isEmpty() || isRace) {
            return true;
        }
        PieceRequest request = owed.get();
        if (request.lane().hasProven() && request.receivedBytes() > request.missingBytes()) {
            close();
            plan.run();
            return false;
        }
        state.cancel(request);
        return true;
    }

    @Override
    public boolean wantsHashes() {
        return state.file.pieces() > 1 && state.lanes.hasLive() || state.trust.wantsHashes();
    }

    @Override
    public void took(MirrorRun from, long offset, Buffer bytes) {
        from.noteByte(state.nowMs());
        if (from.isMirror()) {
            state.mirrorMeter.add(bytes.length(), state.nowMs());
        } else {
            leaders.sent(bytes.length());
            state.fromPeer(bytes.length());
            state.fromPeersBytes += bytes.length();
        }
        state.assembly.add(new Assembly.Stretch(offset, List.of(bytes), from.isMirror(), () -> {}));
        if (state.assembly.isFull()) {
            from.pause();
            state.mirrorMeter.stop(state.nowMs());
        }
    }

    @Override
    public void left(MirrorRun from, int piece, Optional<byte[]> sha256) {
        state.ready.set(piece);
        state.lanes.requestFor(piece).ifPresent(state::cancel);
        if (from.isMirror() && sha256.isPresent()) {
            Set<Peer> liars = state.trust.mirrorSent(piece, sha256.get());
            liars.forEach(ban);
        }
        if (from.position() < from.to()) {
            plan.run();
        }
    }

    @Override
    public void dropped(MirrorRun from, int bytes) {
        if (!from.isMirror()) {
            state.fromPeer(bytes);
        }
        state.waste(bytes);
    }

    @Override
    public void ended(MirrorRun ended) {
        close();
        plan.run();
    }

    @Override
    public void failed(MirrorRun failed, SourceFailure failure) {
        close();
        if (failed.isMirror()) {
            state.mirrorFailure = Optional.of(failure);
        } else {
            leaveLeader(failure.kind());
        }
        plan.run();
    }
}
