package dev.potluck.dht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.net.Endpoint;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** The small judges: limits, votes, reachability, answer times; and the saved state. */
final class WatchesTest {
    private static final Endpoint ALICE = Endpoint.ofV4(0x0808_0808, 9_978);

    private final ManualTimers timers = new ManualTimers();
    private final RandomGenerator random = Samples.random(3);

    @Test
    void limiter_burst_isAdmittedThenTheRate() {
        QueryLimiter limiter = new QueryLimiter(timers, 10, 2);
        int admitted = 0;
        for (int i = 0; i < 30; i++) {
            admitted += limiter.admit(ALICE) ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(10);
        timers.advance(1_000);
        assertThat(limiter.admit(ALICE)).isTrue();
        assertThat(limiter.admit(ALICE)).isTrue();
        assertThat(limiter.admit(ALICE)).isFalse();
    }

    @Test
    void limiter_otherPortOfTheAddress_sharesTheAllowance() {
        QueryLimiter limiter = new QueryLimiter(timers, 1, 1);
        assertThat(limiter.admit(ALICE)).isTrue();
        assertThat(limiter.admit(ALICE.withPort(1_234))).isFalse();
    }

    @Test
    void limiter_floodFromEverywhere_isBoundedInAll() {
        QueryLimiter limiter = new QueryLimiter(timers, 10, 2);
        int admitted = 0;
        for (int i = 0; i < 20_000; i++) {
            admitted += limiter.admit(Samples.publicEndpoint(random)) ? 1 : 0;
        }
        limiter.checkInvariant();
        assertThat(admitted).isEqualTo(QueryLimiter.MAX_TOTAL_PER_SECOND);
    }

    @Test
    void votes_oneNetworkOfLiars_doesNotMoveUs() {
        AddressVotes votes = new AddressVotes();
        for (int i = 0; i < 100; i++) {
            Endpoint liar = Endpoint.ofV4(0x0909_0900 + i, 9_978);
            assertThat(votes.vote(liar, ALICE, 3)).isEmpty();
        }
    }

    @Test
    void votes_threeNetworksAgree_isElected() {
        AddressVotes votes = new AddressVotes();
        votes.vote(Samples.publicEndpoint(random), ALICE, 3);
        votes.vote(Samples.publicEndpoint(random), ALICE, 3);
        assertThat(votes.vote(Samples.publicEndpoint(random), ALICE, 3)).contains(ALICE);
    }

    @Test
    void reachability_strangersAsk_isReachable() {
        ReachabilityWatch watch = new ReachabilityWatch(timers.nowMs());
        for (int i = 0; i < ReachabilityWatch.PROOF_QUERIES; i++) {
            watch.askedBy(Samples.publicEndpoint(random), timers.nowMs());
        }
        assertThat(watch.state()).isEqualTo(Reachability.REACHABLE);
    }

    @Test
    void reachability_onlyThoseWeAskedAsk_isFirewalledAfterTheTrial() {
        ReachabilityWatch watch = new ReachabilityWatch(timers.nowMs());
        for (int i = 0; i < 20; i++) {
            Endpoint known = Samples.publicEndpoint(random);
            watch.asked(known, timers.nowMs());
            timers.advance(60_000);
            watch.askedBy(known, timers.nowMs());
        }
        watch.review(100, timers.nowMs());
        assertThat(watch.state()).isEqualTo(Reachability.FIREWALLED);
        timers.advance(ReachabilityWatch.RETRY_MS);
        watch.review(100, timers.nowMs());
        assertThat(watch.state()).isEqualTo(Reachability.UNKNOWN);
    }

    @Test
    void reachability_smallNetwork_isNeverCalledFirewalled() {
        ReachabilityWatch watch = new ReachabilityWatch(timers.nowMs());
        timers.advance(10 * ReachabilityWatch.TRIAL_MS);
        watch.review(3, timers.nowMs());
        assertThat(watch.state()).isEqualTo(Reachability.UNKNOWN);
    }

    @Test
    void answerTimes_spread_stallAfterTheLargerOfBothPercentiles() {
        AnswerTimes narrow = new AnswerTimes();
        AnswerTimes wide = new AnswerTimes();
        for (int i = 0; i < 64; i++) {
            narrow.add(100);
            wide.add(50 + i * 10);
        }
        assertThat(narrow.stallMs()).isEqualTo(200);
        assertThat(wide.stallMs()).isBetween(600, 640);
    }

    @Test
    void answerTimes_slowNetwork_stallNeverAboveTheHardLimit() {
        AnswerTimes times = new AnswerTimes();
        for (int i = 0; i < 200; i++) {
            times.add(60_000);
        }
        assertThat(times.stallMs()).isEqualTo(AnswerTimes.HARD_LIMIT_MS);
    }

    @Test
    void state_encoded_decodesToTheSame() throws Exception {
        List<NodeInfo> nodes = List.of(Samples.node(random), Samples.node(random));
        Endpoint v6 = Endpoint.ofV6(0x2a00_0000_0000_0001L, 7, 9_978);
        DhtState state = new DhtState(List.of(
                new DhtState.Block(false, Samples.key(1), nodes),
                new DhtState.Block(
                        true, Samples.key(2), List.of(new NodeInfo(Samples.key(3), v6)))));
        assertThat(DhtState.decode(state.encode())).isEqualTo(state);
    }

    @Test
    void state_truncatedAnywhere_isRefusedOrAWholePrefix() throws Exception {
        byte[] bytes = new DhtState(List.of(
                        new DhtState.Block(false, Samples.key(1), List.of(Samples.node(random)))))
                .encode();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            if (length == 4) {
                assertThat(DhtState.decode(cut).blocks()).isEmpty();
            } else {
                assertThatThrownBy(() -> DhtState.decode(cut))
                        .isInstanceOf(MalformedStateException.class)
                        .hasMessageContaining("at byte");
            }
        }
    }
}
