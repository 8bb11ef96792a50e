package dev.potluck.swarm;

import dev.potluck.hash.Pieces;
import dev.potluck.net.Timers;

import io.vertx.core.Future;
import io.vertx.core.Promise;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One file, from peers and the mirror together.
 *
 * <p>The mirror streams from where the file is next needed; peers bring pieces ahead of it, each
 * checked before it goes on. The stream ends where it meets a piece that is there already. Nobody
 * waits for a peer that has shown nothing: the stream runs over pieces that such a peer owes. Once
 * peers have shown that together they are clearly faster, the mirror is asked only for pieces that
 * are late.
 *
 * <p>Everything happens on one context. Time comes from {@link Timers}, so that tests can decide
 * about it.
 */
public final class SwarmDownload {
    private static final Logger log = LoggerFactory.getLogger(SwarmDownload.class);

    /** A source that sends nothing for so long is not waited for. */
    public static final long SILENCE_MS = 1_500;

    /** How often sources that are late are looked after. */
    static final long TICK_MS = 50;

    private final SwarmTools tools;
    private final SwarmState state;
    private final MirrorSide mirror;
    private final PeerSide peers;
    private final PeerFilter filter;
    private final HoldWatch holdWatch;
    private Following following = Following.NONE;
    private final Promise<SwarmResult> result = Promise.promise();
    private Optional<Timers.Handle> tick = Optional.empty();
    private boolean isSearching;
    private boolean hasWaited;
    private boolean hasLost;
    private long mirrorNotBeforeMs;

    /**
     * @param trust what is known of the file's pieces, and takes what is learnt
     * @param mirror always a source
     * @param writtenBytes how much of the file the sink has already
     */
    public SwarmDownload(
            PieceTrust trust,
            SwarmTools tools,
            RangeSource mirror,
            SwarmSink sink,
            long writtenBytes) {
        this.tools = tools;
        Assembly assembly = new Assembly(sink, writtenBytes, this::hasRoom);
        this.state = new SwarmState(trust, tools, assembly);
        this.mirror = new MirrorSide(state, mirror, this::plan, this::ban, this::lost);
        this.peers = new PeerSide(state, this.mirror, this::plan);
        this.filter = new PeerFilter(tools.bans());
        this.holdWatch = new HoldWatch(tools.timers());
    }

    /**
     * Begins.
     *
     * @param searching whether peers are looked for, until {@link #searchEnded}
     * @param waitMs how long the mirror is not asked meanwhile, at most
     */
    public void start(boolean searching, long waitMs) {
        isSearching = searching;
        mirrorNotBeforeMs = state.nowMs() + (searching ? Math.min(waitMs, HoldBack.MAX_MS) : 0);
        hasWaited = mirrorNotBeforeMs > state.nowMs();
        tools.timers().schedule(mirrorNotBeforeMs - state.nowMs(), this::plan);
        tick();
    }

    /** Completes when the sink has all bytes; fails with a {@link SourceFailure}. */
    public Future<SwarmResult> result() {
        return result.future();
    }

    /** One peer more; it is not asked if it is banned, or nobody that we should talk to. */
    public void addPeer(Peer peer, PeerSource source) {
        if (state.isOver || tools.scores().isAvoided(peer.address()) || !filter.admit(peer)) {
            return;
        }
        PeerLane lane = new PeerLane(peer, source, tools.scores().of(peer.address()));
        waitFor(lane);
        if (lane.hasProven()) {
            mirror.leave(); // who was right lately, and has it whole, is better
        }
        peers.add(lane);
    }

    /** The mirror waits a moment for a peer that is known to be good. */
    private void waitFor(PeerLane lane) {
        boolean mayWait = lane.hasProven() && mirror.runs() == 0 && lane.isRateKnown();
        if (mayWait) {
            double expectedMs = lane.latencyMs()
                    + state.file.pieceBytes(0) / Math.max(1, lane.usualBytesPerMs());
            long waitMs = tools.holdBack().provenMs(expectedMs);
            mirrorNotBeforeMs = Math.max(mirrorNotBeforeMs, state.nowMs() + waitMs);
            hasWaited = true;
            tools.timers().schedule(waitMs, this::plan);
        }
    }

    /** What announcers say of the pieces: believed while no peer says anything. */
    public void hint(PieceHashes list) {
        if (!state.isOver) {
            state.trust.hint(list);
            plan();
        }
    }

    /** Whom to tell of neighbours that are followed; before the first one. */
    public void tell(Following listener) {
        following = listener;
    }

    /**
     * A neighbour is fetching the file itself: its stream is followed instead of the mirror's.
     *
     * @param isHearsay whether some of what it has came from others
     */
    public void follow(Peer neighbour, RangeSource stream, boolean isHearsay) {
        boolean isGood = filter.mayFollow(neighbour)
                && !state.lanes.hasLiveProven()
                && mirror.mayFollow(neighbour)
                && !tools.scores().isAvoided(neighbour.address());
        if (!state.isOver && isGood) {
            log.debug("{} is followed for {}", neighbour.address(), state.file.sha256());
            mirror.follow(new Leaders.Leader(neighbour, stream, isHearsay));
            following.began();
            plan();
        }
    }

    /**
     * The next to be followed is looked for, or found to be ourselves. A neighbour that broke off
     * may have found another to follow; one that keeps silent is left alone for other files, too.
     */
    private void lost(Peer leader, SourceFailure.Kind why) {
        log.debug("{} is lost for {}: {}", leader.address(), state.file.sha256(), why);
        boolean isItsFault = why == SourceFailure.Kind.SILENT
                || why == SourceFailure.Kind.UNREACHABLE
                || why == SourceFailure.Kind.MALFORMED;
        if (isItsFault) {
            tools.scores().recordFailure(leader.address());
        }
        if (following == Following.NONE) {
            return;
        }
        boolean mayWait = !hasLost || mirror.leaders().hasSentPiece();
        hasLost = true;
        if (mayWait) {
            mirrorNotBeforeMs = state.nowMs() + HoldBack.MAX_MS;
            tools.timers().schedule(HoldBack.MAX_MS, this::plan);
        }
        isSearching = true;
        following.lost();
    }

    /** Nobody else will be added. */
    public void searchEnded() {
        isSearching = false;
        plan();
    }

    /** Gives up; the sink is not called again. */
    public void cancel() {
        end();
        result.tryFail(new SourceFailure(SourceFailure.Kind.BROKEN_OFF, "no longer wanted"));
    }

    /** Whether peers sent any of what the sink has. */
    public boolean hasPeerBytes() {
        return state.fromPeersBytes > 0;
    }

    /** The neighbours whose streams were followed. */
    public Set<Peer> followed() {
        return mirror.leaders().followed();
    }

    /** Which of them alone can have lied, if one did. */
    public Optional<Peer> culprit() {
        return mirror.leaders().culprit();
    }

    /** What neighbours are told of it. */
    public Have.Holding holding() {
        boolean isWaiting = mirror.run() == null && state.nowMs() < mirrorNotBeforeMs;
        Have.State own = isWaiting ? Have.State.WANTING : Have.State.FETCHING;
        return new Have.Holding(
                mirror.hasLeader() ? Have.State.FOLLOWING : own,
                (int) (state.assembly.writtenBytes() / Pieces.PIECE_BYTES),
                state.assembly.hasHearsay());
    }

    /** What may be done now, is done. */
    private void plan() {
        if (state.isOver) {
            return;
        }
        if (state.assembly.writtenBytes() == state.file.sizeBytes()) {
            succeed();
            return;
        }
        if (state.assembly.isFull()) {
            return;
        }
        releaseIfSure();
        Optional<PieceHashes> list = state.trust.list().filter(this::mayUsePeers);
        boolean mayExpectPeers = isSearching || state.lanes.hasLive();
        boolean mustWait = state.nowMs() < mirrorNotBeforeMs && isWorthWaiting();
        if (mirror.run() == null && (mirror.hasLeader() || !mustWait)) {
            mirror.startRun(state.usable(list), state.lanes.hasLive());
        }
        list.ifPresent(known -> peers.ask(known, mirror.run()));
        failIfAlone(mayExpectPeers);
    }

    /** Peers of which nothing is known are worth it only for a file of one piece. */
    private boolean isWorthWaiting() {
        return isSearching
                || state.lanes.hasLive()
                        && (state.file.pieces() == 1 || state.lanes.hasLiveProven());
    }

    private void failIfAlone(boolean mayExpectPeers) {
        boolean isAlone = mirror.run() == null && !mirror.hasLeader() && !mayExpectPeers;
        if (isAlone && state.mirrorFailure.isPresent()) {
            end();
            result.tryFail(state.mirrorFailure.get());
        }
    }

    /**
     * Who claims a list and was never right before is not asked for a piece until the mirror has
     * confirmed one of the list: else liars could cost the time of the whole file.
     */
    private boolean mayUsePeers(PieceHashes list) {
        boolean isBacked = state.trust.isConfirmed()
                || state.mirrorFailure.isPresent()
                || state.lanes.isClaimedByProven(list);
        return isBacked && (state.trust.isSure() || mayHold());
    }

    private boolean mayHold() {
        return holdWatch.mayHold(
                state.trust.isClaimedByLan(),
                state.mirrorFailure.isPresent(),
                state.file.sizeBytes() - state.assembly.writtenBytes(),
                state.mirrorRate());
    }

    private void releaseIfSure() {
        if (!state.assembly.isHeld()) {
            return;
        }
        holdWatch.held();
        boolean isOfLeaders = !mirror.leaders().followed().isEmpty();
        boolean isOfLan = state.trust.isClaimedByLan() || isOfLeaders && !state.isOfStrangers;
        boolean isVouchedFor = !isOfLeaders && state.trust.isSure() && state.trust.isAcceptedAll();
        if (isVouchedFor || isOfLan && holdWatch.isLongEnough()) {
            state.assembly.release();
        }
    }

    private void ban(Peer liar) {
        peers.ban(liar);
    }

    private void hasRoom() {
        if (!state.isOver) {
            mirror.resume();
            plan();
        }
    }

    private void tick() {
        if (state.isOver) {
            return;
        }
        tick = Optional.of(tools.timers().schedule(TICK_MS, this::tick));
        mirror.watch();
        peers.watch();
        plan();
    }

    private void succeed() {
        end();
        result.tryComplete(new SwarmResult(state.fromPeersBytes, state.wastedBytes));
    }

    private void end() {
        if (state.isOver) {
            return;
        }
        state.isOver = true;
        tick.ifPresent(Timers.Handle::cancel);
        for (PeerLane lane : state.lanes.all()) {
            List.copyOf(lane.requests()).forEach(state::cancel);
        }
        mirror.close();
        state.assembly.close();
        if (hasWaited) {
            tools.holdBack().record(state.fromPeersBytes > 0);
        }
        if (state.mirrorMeter.isKnown()) {
            tools.scores()
                    .recordMirrorRate(state.file.archive(), state.mirrorMeter.usualBytesPerMs());
        }
    }
}
