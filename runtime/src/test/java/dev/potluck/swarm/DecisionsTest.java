package dev.potluck.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.hash.ContentHasher;
import dev.potluck.net.Endpoint;
import dev.potluck.swarm.PiecePlan.Assignment;
import dev.potluck.swarm.PiecePlan.Lane;
import dev.potluck.swarm.PiecePlan.Want;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who is asked for what, who is believed, and who is asked at all. */
final class DecisionsTest {
    private static final long PIECE = 512 << 10;
    private static final double NEVER = Double.POSITIVE_INFINITY;

    private static List<Want> wants(int count, double mirrorEtaMs) {
        List<Want> wants = new ArrayList<>();
        for (int piece = 0; piece < count; piece++) {
            wants.add(new Want(piece, PIECE, mirrorEtaMs));
        }
        return wants;
    }

    @Test
    void plan_fastAndSlowPeer_nextPieceIsForTheFastOne() {
        List<Lane> lanes = List.of(new Lane(1_000, 5, 0, 1, 1.1), new Lane(10_000, 5, 0, 1, 1.1));
        assertThat(PiecePlan.of(wants(24, NEVER), lanes))
                .contains(new Assignment(0, 1))
                .anySatisfy(given -> {
                    assertThat(given.lane()).isZero();
                    assertThat(given.piece()).isGreaterThan(5);
                });
    }

    @Test
    void plan_mirrorIsSooner_peerGetsALaterPieceOrNone() {
        List<Lane> lanes = List.of(new Lane(1_000, 5, 0, 1, 1.5));
        assertThat(PiecePlan.of(wants(5, 100), lanes)).isEmpty();
        List<Want> growing = new ArrayList<>();
        for (int piece = 0; piece < 10; piece++) {
            growing.add(new Want(piece, PIECE, 200.0 * (piece + 1)));
        }
        List<Assignment> plan = PiecePlan.of(growing, lanes);
        assertThat(plan).hasSize(1);
        assertThat(plan.get(0).piece()).isEqualTo(3);
    }

    @Property(tries = 500)
    void plan_anyPeers_noPieceTwiceAndNoMoreThanSlots(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 50_000) Integer> rates,
            @ForAll @IntRange(min = 0, max = 24) int pieces,
            @ForAll @IntRange(min = 0, max = 2) int slots) {
        List<Lane> lanes = rates.stream()
                .map(rate -> new Lane(rate, rate % 200, rate * 7L, slots, 1.1))
                .toList();
        List<Assignment> plan = PiecePlan.of(wants(pieces, NEVER), lanes);
        Set<Integer> given = new HashSet<>();
        int[] used = new int[lanes.size()];
        for (Assignment one : plan) {
            assertThat(given.add(one.piece())).isTrue();
            used[one.lane()]++;
        }
        for (int count : used) {
            assertThat(count).isLessThanOrEqualTo(slots);
        }
        if (pieces > 0 && slots > 0) {
            assertThat(plan).isNotEmpty();
        }
    }

    private static Peer peer(int address, Peer.Origin origin) {
        return new Peer(Endpoint.ofV4(address, 9_978), origin);
    }

    private static PieceHashes list(int fill) throws MalformedPieceListException {
        byte[] hashes = new byte[2 * PieceHashes.HASH_BYTES];
        java.util.Arrays.fill(hashes, (byte) fill);
        return PieceHashes.of(hashes, PIECE + 1);
    }

    private static byte[] sha256(int fill) {
        byte[] hash = new byte[32];
        java.util.Arrays.fill(hash, (byte) fill);
        return hash;
    }

    @Test
    void election_twoSitesAgainstOne_areBelieved() throws Exception {
        ListElection election = new ListElection();
        election.claim(list(1), peer(0x0808_0801, Peer.Origin.WIDE));
        assertThat(election.isSupported()).isFalse();
        election.claim(list(2), peer(0x0909_0901, Peer.Origin.WIDE));
        assertThat(election.leading()).isEmpty();
        election.claim(list(1), peer(0x0808_0802, Peer.Origin.WIDE));
        assertThat(election.isSupported()).isFalse();
        election.claim(list(1), peer(0x0707_0701, Peer.Origin.WIDE));
        assertThat(election.leading()).contains(list(1));
        assertThat(election.isSupported()).isTrue();
    }

    @Test
    void election_mirrorContradicts_claimantsAreLiarsForGood() throws Exception {
        ListElection election = new ListElection();
        Peer liar = peer(0x0808_0801, Peer.Origin.WIDE);
        election.claim(list(1), liar);
        election.claim(list(2), peer(0x0909_0901, Peer.Origin.WIDE));
        assertThat(election.isDisputed(0)).isTrue();
        assertThat(election.mirrorSent(0, sha256(2))).containsExactly(liar);
        assertThat(election.leading()).contains(list(2));
        assertThat(election.isConfirmed()).isTrue();
        assertThat(election.claim(list(1), liar)).isFalse();
        assertThat(election.claim(list(3), liar)).isFalse();
    }

    @Test
    void filter_peersFromTheWideNetwork_onlyPublicOnesAndTwoOfASite() {
        Bans bans = new Bans(new SimTimers());
        PeerFilter filter = new PeerFilter(bans);
        Endpoint banned = Endpoint.ofV4(0x0101_0101, 9_978);
        bans.ban(banned);
        assertThat(filter.admit(new Peer(banned, Peer.Origin.WIDE))).isFalse();
        assertThat(filter.admit(peer(0x0a00_0001, Peer.Origin.WIDE))).isFalse();
        assertThat(filter.admit(peer(0x7f00_0001, Peer.Origin.WIDE))).isFalse();
        assertThat(filter.admit(peer(0xa9fe_a9fe, Peer.Origin.WIDE))).isFalse();
        assertThat(filter.admit(peer(0x0a00_0001, Peer.Origin.LAN))).isTrue();
        assertThat(filter.admit(new Peer(Endpoint.ofV4(0x0808_0808, 25), Peer.Origin.WIDE)))
                .isFalse();
        assertThat(filter.admit(new Peer(Endpoint.ofV4(0x0808_0808, 443), Peer.Origin.WIDE)))
                .isTrue();
        assertThat(filter.admit(new Peer(Endpoint.ofV4(0x0808_0808, 443), Peer.Origin.WIDE)))
                .isFalse();
        assertThat(filter.admit(peer(0x0808_0809, Peer.Origin.WIDE))).isTrue();
        assertThat(filter.admit(peer(0x0808_080a, Peer.Origin.WIDE))).isFalse();
    }

    @Test
    void filter_endlessList_isCutShort() {
        PeerFilter filter = new PeerFilter(new Bans(new SimTimers()));
        int admitted = 0;
        for (int i = 0; i < 1_000; i++) {
            admitted += filter.admit(peer(0x0800_0000 + (i << 8), Peer.Origin.WIDE)) ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(PeerFilter.MAX_PEERS);
    }

    @Test
    void bans_afterADayOrTooMany_areForgotten() {
        SimTimers timers = new SimTimers();
        Bans bans = new Bans(timers);
        Endpoint first = Endpoint.ofV4(0x0808_0808, 1);
        bans.ban(first);
        assertThat(bans.isBanned(first.withPort(2))).isTrue();
        timers.advance(Bans.BAN_MS);
        assertThat(bans.isBanned(first)).isFalse();
        for (int i = 0; i <= Bans.MAX_BANS; i++) {
            bans.ban(Endpoint.ofV4(0x0900_0000 + i, 1));
        }
        assertThat(bans.count()).isEqualTo(Bans.MAX_BANS);
        assertThat(bans.isBanned(Endpoint.ofV4(0x0900_0000, 1))).isFalse();
    }

    @Test
    void scores_failures_areAvoidedLongerEachTime() {
        SimTimers timers = new SimTimers();
        PeerScores scores = new PeerScores(timers);
        Endpoint peer = Endpoint.ofV4(0x0808_0808, 1);
        scores.recordFailure(peer);
        timers.advance(PeerScores.FIRST_AVOID_MS);
        assertThat(scores.isAvoided(peer)).isFalse();
        scores.recordFailure(peer);
        timers.advance(PeerScores.FIRST_AVOID_MS);
        assertThat(scores.isAvoided(peer)).isTrue();
        scores.recordGood(peer, 1_000, 5);
        assertThat(scores.isAvoided(peer)).isFalse();
    }

    @Test
    void holdBack_peersNeverFirst_mirrorIsAskedAtOnce() {
        HoldBack holdBack = new HoldBack();
        assertThat(holdBack.unprovenMs()).isEqualTo(HoldBack.UNPROVEN_MS);
        for (int i = 0; i < 10; i++) {
            holdBack.record(false);
        }
        int waits = 0;
        for (int i = 0; i < 100; i++) {
            waits += holdBack.unprovenMs() > 0 ? 1 : 0;
        }
        assertThat(waits).isEqualTo(5);
        assertThat(holdBack.provenMs(10_000)).isEqualTo(HoldBack.MAX_MS);
    }

    @Test
    void have_manyStartAtOnce_exactlyOneAsksTheMirror() {
        long[] tags = {7, 3, -1, 12};
        for (long own : tags) {
            int ahead = 0;
            for (long other : tags) {
                Have.Holding holding = new Have.Holding(Have.State.WANTING, 0);
                Have.Answer answer = new Have.Answer(other, List.of(holding));
                ahead += Have.isAhead(answer, holding, own, holding) ? 1 : 0;
            }
            assertThat(ahead == 0).isEqualTo(own == 3);
        }
    }

    @Test
    void have_answer_isReadAsItWasWritten() {
        Have.Answer answer = new Have.Answer(
                42,
                List.of(
                        Have.Holding.NO,
                        Have.Holding.COMPLETE,
                        new Have.Holding(Have.State.FETCHING, 3),
                        new Have.Holding(Have.State.WANTING, 70_000, true)));
        byte[] bytes = Have.encode(answer);
        assertThat(bytes).hasSize(Have.answerBytes(4)).contains(2, 0, 3);
        Have.Answer read = Have.parseAnswer(bytes, 4).orElseThrow();
        assertThat(read.tag()).isEqualTo(42);
        assertThat(read.holdings().subList(0, 3)).isEqualTo(answer.holdings().subList(0, 3));
        assertThat(read.holdings().get(3))
                .isEqualTo(new Have.Holding(Have.State.WANTING, 65_535, true));
        bytes[8] = 9;
        assertThat(Have.parseAnswer(bytes, 4)).isEmpty();
        assertThat(Have.parseAnswer(bytes, 3)).isEmpty();
    }

    @Test
    void have_twoAtDifferentPoints_whoHasClearlyMoreIsAhead() {
        Have.Holding far = new Have.Holding(Have.State.FETCHING, 10);
        Have.Holding near = new Have.Holding(Have.State.FETCHING, 9);
        Have.Holding wanting = new Have.Holding(Have.State.WANTING, 10);
        Have.Holding behind = new Have.Holding(Have.State.FETCHING, 7);
        assertThat(isAhead(1, far, 2, behind)).isTrue();
        assertThat(isAhead(1, behind, 2, far)).isFalse();
        assertThat(isAhead(2, far, 1, behind)).as("whatever the tag").isTrue();
        assertThat(isAhead(1, near, 2, far)).as("as far, and the smaller tag").isTrue();
        assertThat(isAhead(2, far, 1, near)).isFalse();
        assertThat(isAhead(1, wanting, 2, far))
                .as("it does not ask the mirror yet")
                .isFalse();
        assertThat(isAhead(2, near, 1, wanting)).isTrue();
        assertThat(isAhead(1, new Have.Holding(Have.State.FOLLOWING, 99), 2, near))
                .isFalse();
        assertThat(isAhead(1, Have.Holding.COMPLETE, 2, near)).isFalse();
    }

    private static boolean isAhead(long tag, Have.Holding theirs, long ownTag, Have.Holding ours) {
        return Have.isAhead(new Have.Answer(tag, List.of(theirs)), theirs, ownTag, ours);
    }

    @Test
    void pieceHashes_classes_areThoseOfTheProtocol() throws Exception {
        assertThat(PieceHashes.homeOf(PIECE)).isEqualTo(PieceHashes.Home.NOWHERE);
        assertThat(PieceHashes.homeOf(PIECE + 1)).isEqualTo(PieceHashes.Home.WITH_PEER_LIST);
        assertThat(PieceHashes.homeOf(4 * PIECE)).isEqualTo(PieceHashes.Home.WITH_PEER_LIST);
        assertThat(PieceHashes.homeOf(4 * PIECE + 1)).isEqualTo(PieceHashes.Home.DHT_ITEM);
        assertThat(PieceHashes.homeOf(69 * PIECE)).isEqualTo(PieceHashes.Home.DHT_ITEM);
        assertThat(PieceHashes.homeOf(69 * PIECE + 1)).isEqualTo(PieceHashes.Home.AT_PEERS);
        assertThat(list(1).hint().hashes().length()).isEqualTo(32);
        PieceHashes ofFive = PieceHashes.of(new byte[5 * PieceHashes.HASH_BYTES], 5 * PIECE);
        assertThat(ofFive.hint().list().length()).isEqualTo(20);
        assertThat(PieceHashes.ofOnePiece(ContentHasher.sha256(new byte[1]))
                        .hint()
                        .isNone())
                .isTrue();
    }
}
