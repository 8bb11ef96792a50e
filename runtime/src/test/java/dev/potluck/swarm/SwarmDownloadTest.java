package dev.potluck.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.hash.Pieces;
import dev.potluck.net.Traffic;
import dev.potluck.swarm.SimSource.Nature;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Downloads in virtual time, against the figures that were promised. */
final class SwarmDownloadTest {
    private static final int SIZE_BYTES = 40 * Pieces.PIECE_BYTES + 12_345;
    /** 20 Mbit/s. */
    private static final double MIRROR_RATE = 2_500;

    @Test
    void download_noPeers_isTheMirrorAlone() {
        SwarmWorld world = new SwarmWorld(1, SIZE_BYTES, MIRROR_RATE);
        long ms = world.download();
        assertThat(world.isRight()).isTrue();
        assertThat((double) ms).isLessThan(world.mirrorAloneMs(MIRROR_RATE) + 50);
        assertThat(world.mirror.opened).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"4, 2500", "4, 10000", "3, 2500", "8, 2500", "16, 20000"})
    void download_goodPeers_isFasterAndMostlyTheirs(int count, double rate) {
        SwarmWorld world = new SwarmWorld(2, SIZE_BYTES, MIRROR_RATE);
        for (int i = 0; i < count; i++) {
            world.addPeer(rate, Nature.GOOD);
        }
        long ms = world.download();
        assertThat(world.isRight()).isTrue();
        assertThat(ms * 1.5).isLessThan(world.mirrorAloneMs(MIRROR_RATE));
        Traffic.Totals totals = world.traffic.totals();
        assertThat(totals.wastedBytes()).isLessThan(SIZE_BYTES * 3L / 100);
        assertThat(world.mirror.sentBytes).isLessThan(SIZE_BYTES * 3L / 10);
        assertThat(world.mirror.sentBytes + totals.fromPeersBytes())
                .isEqualTo(SIZE_BYTES + totals.wastedBytes());
        assertThat(world.tools.budget().free()).isEqualTo(PieceBudget.DEFAULT_PIECES);
    }

    @ParameterizedTest
    @EnumSource(value = Nature.class, names = "GOOD", mode = EnumSource.Mode.EXCLUDE)
    void download_badPeersOfOneKind_isAboutAsFastAsTheMirror(Nature nature) {
        SwarmWorld world = new SwarmWorld(3, SIZE_BYTES, MIRROR_RATE);
        for (int i = 0; i < 4; i++) {
            world.addPeer(MIRROR_RATE, nature);
        }
        assertHarmless(world);
    }

    @Test
    void download_allKindsOfBadPeers_isAboutAsFastAsTheMirror() {
        SwarmWorld world = new SwarmWorld(4, SIZE_BYTES, MIRROR_RATE);
        for (Nature nature : Nature.values()) {
            if (nature != Nature.GOOD) {
                world.addPeer(MIRROR_RATE, nature);
            }
        }
        assertHarmless(world);
    }

    @Test
    void download_slowPeers_isAboutAsFastAsTheMirror() {
        SwarmWorld world = new SwarmWorld(5, SIZE_BYTES, MIRROR_RATE);
        for (int i = 0; i < 4; i++) {
            world.addPeer(MIRROR_RATE / 20, Nature.GOOD);
        }
        assertHarmless(world);
    }

    private static void assertHarmless(SwarmWorld world) {
        long ms = world.download();
        assertThat(world.isRight()).isTrue();
        assertThat((double) ms).isLessThan(1.05 * world.mirrorAloneMs(MIRROR_RATE) + 150);
    }

    @Test
    void download_liarsWithTrueLists_costOnePieceEachAndAreBanned() {
        SwarmWorld world = new SwarmWorld(6, SIZE_BYTES, MIRROR_RATE);
        world.addPeer(10_000, Nature.LYING);
        world.addPeer(10_000, Nature.LYING);
        world.addPeer(10_000, Nature.GOOD);
        world.download();
        assertThat(world.isRight()).isTrue();
        assertThat(world.sources.get(0).sentBytes).isLessThanOrEqualTo(Pieces.PIECE_BYTES);
        assertThat(world.sources.get(1).sentBytes).isLessThanOrEqualTo(Pieces.PIECE_BYTES);
        assertThat(world.tools.bans().isBanned(world.peers.get(0).address())).isTrue();
        assertThat(world.tools.bans().isBanned(world.peers.get(1).address())).isTrue();
        assertThat(world.tools.bans().isBanned(world.peers.get(2).address())).isFalse();
    }

    @Test
    void download_falseListsAgainstTrueOnes_mirrorDecides() {
        SwarmWorld world = new SwarmWorld(7, SIZE_BYTES, MIRROR_RATE);
        world.addPeer(10_000, Nature.LYING_WITH_LIST);
        world.addPeer(10_000, Nature.GOOD);
        world.download();
        assertThat(world.isRight()).isTrue();
        assertThat(world.tools.bans().isBanned(world.peers.get(0).address())).isTrue();
        assertThat(world.tools.bans().isBanned(world.peers.get(1).address())).isFalse();
    }

    @Test
    void download_strangersWithOneList_areHeldBackUntilTheEnd() {
        SwarmWorld world = new SwarmWorld(8, 6 * Pieces.PIECE_BYTES, MIRROR_RATE);
        world.origin = Peer.Origin.WIDE;
        world.addPeer(50_000, Nature.GOOD);
        world.download();
        assertThat(world.isRight()).isTrue();
        assertThat(world.traffic.totals().fromPeersBytes()).isPositive();
        assertThat(world.got.isHeld).isTrue();
        assertThat(world.got.heldFrom).isPositive();
    }

    @Test
    void download_strangersOfTwoSitesAgree_areReleasedAtOnce() {
        SwarmWorld world = new SwarmWorld(9, SIZE_BYTES, MIRROR_RATE);
        world.origin = Peer.Origin.WIDE;
        world.addPeer(10_000, Nature.GOOD);
        world.addPeer(10_000, Nature.GOOD);
        world.download();
        assertThat(world.isRight()).isTrue();
        assertThat(world.traffic.totals().fromPeersBytes()).isPositive();
        assertThat(world.got.isHeld).isFalse();
    }

    @Test
    void download_mirrorGoneAndOneStranger_mirrorsBytesSayLaterThatHeLied() {
        SwarmWorld world = new SwarmWorld(10, 6 * Pieces.PIECE_BYTES, MIRROR_RATE);
        world.origin = Peer.Origin.WIDE;
        Peer liar = world.addPeer(50_000, Nature.LYING_WITH_LIST);
        SimSource gone = new SimSource(world.timers, world.content, 1, 5, Nature.REFUSING);
        SwarmDownload download = new SwarmDownload(world.trust, world.tools, gone, world.got, 0);
        download.start(false, 0);
        download.addPeer(liar, world.sources.get(0));
        world.timers.runUntil(() -> download.result().isComplete(), 60_000);
        assertThat(world.isRight()).isFalse();
        assertThat(world.got.isHeld).isTrue();
        assertThat(world.got.heldFrom).isZero();
        world.peers.clear();
        world.download();
        assertThat(world.isRight()).isTrue();
        assertThat(world.tools.bans().isBanned(liar.address())).isTrue();
    }

    @Test
    void download_mirrorGone_peersBringItAll() {
        SwarmWorld world = new SwarmWorld(11, SIZE_BYTES, MIRROR_RATE);
        world.addPeer(2_500, Nature.GOOD);
        world.addPeer(2_500, Nature.GOOD);
        SimSource gone = new SimSource(world.timers, world.content, 1, 5, Nature.REFUSING);
        SwarmDownload download = new SwarmDownload(world.trust, world.tools, gone, world.got, 0);
        download.start(true, 0);
        world.timers.advance(300);
        download.addPeer(world.peers.get(0), world.sources.get(0));
        download.addPeer(world.peers.get(1), world.sources.get(1));
        download.searchEnded();
        world.timers.runUntil(() -> download.result().isComplete(), 60_000);
        assertThat(download.result().succeeded()).isTrue();
        assertThat(world.isRight()).isTrue();
    }

    @Test
    void download_mirrorGoneAndNobodyElse_failsAtOnce() {
        SwarmWorld world = new SwarmWorld(12, SIZE_BYTES, MIRROR_RATE);
        SimSource gone = new SimSource(world.timers, world.content, 1, 5, Nature.REFUSING);
        SwarmDownload download = new SwarmDownload(world.trust, world.tools, gone, world.got, 0);
        download.start(false, 0);
        world.timers.advance(100);
        assertThat(download.result().failed()).isTrue();
    }

    @Test
    void download_clientStopsReading_memoryIsBounded() {
        SwarmWorld world = new SwarmWorld(13, SIZE_BYTES, MIRROR_RATE);
        for (int i = 0; i < 4; i++) {
            world.addPeer(10_000, Nature.GOOD);
        }
        SwarmDownload download = world.begin(0);
        world.got.isFull = true;
        world.timers.advance(60_000);
        long sentBytes = world.mirror.sentBytes
                + world.sources.stream().mapToLong(source -> source.sentBytes).sum();
        assertThat(sentBytes).isLessThan((SwarmState.WINDOW_PIECES + 8L) * Pieces.PIECE_BYTES);
        world.got.isFull = false;
        world.got.onDrain.orElseThrow().run();
        world.timers.runUntil(() -> download.result().isComplete(), 60_000);
        assertThat(world.isRight()).isTrue();
    }

    @Test
    void download_resumedInThePieceMiddle_goesOnThere() {
        SwarmWorld world = new SwarmWorld(14, SIZE_BYTES, MIRROR_RATE);
        world.addPeer(10_000, Nature.GOOD);
        int there = 3 * Pieces.PIECE_BYTES + 777;
        world.got.bytes.write(world.content, 0, there);
        SwarmDownload download =
                new SwarmDownload(world.trust, world.tools, world.mirror, world.got, there);
        download.start(true, 0);
        download.addPeer(world.peers.get(0), world.sources.get(0));
        world.timers.runUntil(() -> download.result().isComplete(), 60_000);
        assertThat(world.isRight()).isTrue();
        assertThat(world.traffic.totals().fromPeersBytes()).isPositive();
    }

    @Test
    void download_neighbourFetchesIt_isFollowedAndMirrorNotAsked() {
        SwarmWorld world = new SwarmWorld(15, SIZE_BYTES, MIRROR_RATE);
        Peer neighbour = world.addPeer(MIRROR_RATE, Nature.GOOD);
        SwarmDownload download =
                new SwarmDownload(world.trust, world.tools, world.mirror, world.got, 0);
        download.start(true, 100);
        world.timers.schedule(5, () -> download.follow(neighbour, world.sources.get(0), false));
        world.timers.schedule(5, download::searchEnded);
        world.timers.runUntil(() -> download.result().isComplete(), 60_000);
        assertThat(world.isRight()).isTrue();
        assertThat(world.mirror.opened).isZero();
        assertThat(world.got.wasHeld).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Nature.class,
            names = {"STALLING", "SILENT", "REFUSING", "DEAD"})
    void download_neighbourFailsInTheMiddle_mirrorGoesOn(Nature nature) {
        SwarmWorld world = new SwarmWorld(16, SIZE_BYTES, MIRROR_RATE);
        Peer neighbour = world.addPeer(MIRROR_RATE, nature);
        SwarmDownload download =
                new SwarmDownload(world.trust, world.tools, world.mirror, world.got, 0);
        download.start(false, 0);
        download.follow(neighbour, world.sources.get(0), false);
        long startMs = world.timers.nowMs();
        world.timers.runUntil(() -> download.result().isComplete(), 60_000);
        assertThat(world.isRight()).isTrue();
        assertThat((double) (world.timers.nowMs() - startMs))
                .isLessThan(world.mirrorAloneMs(MIRROR_RATE) + SwarmDownload.SILENCE_MS + 100);
    }

    @Test
    void download_neighbourIsLost_whatItSentIsHeldNoLongerThanBefore() {
        SwarmWorld world = new SwarmWorld(19, SIZE_BYTES, 1_000);
        Peer neighbour = world.addPeer(MIRROR_RATE, Nature.STALLING);
        SwarmDownload download =
                new SwarmDownload(world.trust, world.tools, world.mirror, world.got, 0);
        download.start(false, 0);
        download.follow(neighbour, world.sources.get(0), false);
        world.timers.advance(HoldWatch.MAX_HOLD_MS - 500);
        assertThat(isFollowing(download)).isFalse();
        assertThat(world.got.isHeld).isTrue();
        assertThat(download.holding().isHearsay()).isTrue();
        world.timers.advance(1_000);
        assertThat(world.got.isHeld).isFalse();
        assertThat(download.result().isComplete()).isFalse();
        world.timers.runUntil(() -> download.result().isComplete(), 60_000);
        assertThat(world.isRight()).isTrue();
    }

    @Test
    void follow_nearlyDone_goesOnWithTheMirror() {
        SwarmWorld world = new SwarmWorld(20, SIZE_BYTES, MIRROR_RATE);
        Peer neighbour = world.addPeer(MIRROR_RATE, Nature.GOOD);
        SwarmDownload download =
                new SwarmDownload(world.trust, world.tools, world.mirror, world.got, 0);
        download.start(false, 0);
        world.timers.runUntil(
                () -> world.got.bytes.size() > SIZE_BYTES - MirrorSide.WORTH_CUTTING_BYTES, 60_000);
        download.follow(neighbour, world.sources.get(0), false);
        assertThat(isFollowing(download)).isFalse();
        assertThat(download.holding().state()).isEqualTo(Have.State.FETCHING);
    }

    @Test
    void follow_provenPeerHasItWhole_isAskedInstead() {
        SwarmWorld world = new SwarmWorld(24, SIZE_BYTES, MIRROR_RATE);
        Peer proven = world.addPeer(MIRROR_RATE, Nature.GOOD);
        Peer leader = world.addPeer(MIRROR_RATE, Nature.STALLING);
        world.tools.scores().recordGood(proven.address(), MIRROR_RATE, 5);
        SwarmDownload download =
                new SwarmDownload(world.trust, world.tools, world.mirror, world.got, 0);
        download.start(true, HoldBack.UNPROVEN_MS);
        download.follow(leader, world.sources.get(1), false);
        assertThat(isFollowing(download)).isTrue();
        download.addPeer(proven, world.sources.get(0));
        assertThat(isFollowing(download)).isFalse();
        download.follow(leader, world.sources.get(1), false);
        assertThat(isFollowing(download)).isFalse();
        download.searchEnded();
        world.timers.runUntil(() -> download.result().isComplete(), 60_000);
        assertThat(world.isRight()).isTrue();
        assertThat(world.got.wasHeld && download.hasPeerBytes()).isTrue();
    }

    @Test
    void culprit_oneOrSeveralFollowed_isBlamedOnlyAlone() {
        SwarmWorld world = new SwarmWorld(22, SIZE_BYTES, MIRROR_RATE);
        Leaders leaders = new Leaders();
        Leaders.Leader first =
                new Leaders.Leader(world.addPeer(1, Nature.GOOD), world.mirror, false);
        Leaders.Leader other =
                new Leaders.Leader(world.addPeer(1, Nature.GOOD), world.mirror, false);
        leaders.follow(other);
        leaders.lose();
        assertThat(leaders.culprit()).as("it sent nothing").isEmpty();
        leaders.follow(first);
        leaders.sent(1);
        assertThat(leaders.culprit()).contains(first.peer());
        leaders.lose();
        leaders.follow(other);
        leaders.sent(1);
        assertThat(leaders.culprit()).isEmpty();
        assertThat(leaders.followed()).containsExactly(first.peer(), other.peer());
    }

    @Test
    void mayFollow_oftenLostWithoutAPiece_isNoMore() {
        SwarmWorld world = new SwarmWorld(23, SIZE_BYTES, MIRROR_RATE);
        Leaders leaders = new Leaders();
        Leaders.Leader leader =
                new Leaders.Leader(world.addPeer(1, Nature.GOOD), world.mirror, true);
        int followed = 0;
        while (leaders.mayFollow(leader.peer())) {
            leaders.follow(leader);
            leaders.sent(Pieces.PIECE_BYTES - 1);
            leaders.lose();
            followed++;
        }
        assertThat(followed).isEqualTo(Leaders.MAX_LOSSES);
        assertThat(leaders.culprit()).as("it spoke of others' bytes").isEmpty();
    }

    @Test
    void download_smallFileFromKnownPeer_mirrorIsNotAsked() {
        SwarmWorld world = new SwarmWorld(17, 10_000, MIRROR_RATE);
        world.addPeer(10_000, Nature.GOOD);
        long firstMs = world.download();
        long secondMs = world.download();
        assertThat(world.isRight()).isTrue();
        assertThat(firstMs).isLessThan(50);
        assertThat(secondMs).isLessThan(50);
        assertThat(world.mirror.opened).isZero();
    }

    @Test
    void download_smallFilesAndDeadPeers_costNoWaitInTheLongRun() {
        SwarmWorld world = new SwarmWorld(18, 10_000, MIRROR_RATE);
        world.addPeer(10_000, Nature.DEAD);
        world.addPeer(10_000, Nature.LYING);
        long first = world.download();
        assertThat((double) first).isLessThan(1.05 * world.mirrorAloneMs(MIRROR_RATE) + 150);
        assertThat(world.isRight()).isTrue();
    }

    private static boolean isFollowing(SwarmDownload download) {
        return download.holding().state() == Have.State.FOLLOWING;
    }
}
