package dev.potluck.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.api.ContentHash;
import dev.potluck.hash.ContentHasher;
import dev.potluck.net.Endpoint;
import dev.potluck.swarm.Have.Holding;
import dev.potluck.swarm.Have.State;

import io.vertx.core.Future;
import io.vertx.core.Promise;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Questions to neighbours, in virtual time. */
final class NeighboursTest {
    private static final long OWN_TAG = 100;
    private static final long TRIP_MS = 5;
    private static final Endpoint A = Endpoint.ofV4(0x0a00_0001, 9_978);
    private static final Endpoint B = Endpoint.ofV4(0x0a00_0002, 9_978);

    private final SimTimers timers = new SimTimers();
    private final Bans bans = new Bans(timers);
    private final List<Endpoint> known = new ArrayList<>();
    private final Map<Endpoint, Twin> twins = new HashMap<>();
    private final List<String> questions = new ArrayList<>();
    private final Neighbours neighbours =
            new Neighbours(this::have, timers, bans, () -> known, OWN_TAG);

    /** What a neighbour says of all files; an address without one never answers. */
    private record Twin(long tag, Holding holding) {}

    private void neighbour(Endpoint at, long tag, Holding holding) {
        known.add(at);
        twins.put(at, new Twin(tag, holding));
    }

    private Future<Have.Answer> have(Endpoint peer, List<ContentHash> files) {
        questions.add(peer + " " + files.size());
        Promise<Have.Answer> answer = Promise.promise();
        Twin twin = twins.get(peer);
        if (twin != null) {
            List<Holding> all = files.stream().map(file -> twin.holding()).toList();
            timers.schedule(TRIP_MS, () -> answer.complete(new Have.Answer(twin.tag(), all)));
        }
        return answer.future();
    }

    /** What a search says. */
    private static final class Heard implements PeerSearch.Found {
        final List<Peer> complete = new ArrayList<>();
        final List<String> fetching = new ArrayList<>();
        Holding own = new Holding(State.WANTING, 0);
        int ends;

        @Override
        public void peer(Peer peer) {
            complete.add(peer);
        }

        @Override
        public void fetching(Peer neighbour, boolean isHearsay) {
            fetching.add(neighbour.address() + (isHearsay ? " by hearsay" : ""));
        }

        @Override
        public Holding own() {
            return own;
        }

        @Override
        public void ended() {
            ends++;
        }
    }

    private static SwarmFile file(long sizeBytes) {
        ContentHash sha256 = ContentHasher.sha256(Long.toString(sizeBytes).getBytes(UTF_8));
        return new SwarmFile(sha256, sizeBytes, "archive");
    }

    @Test
    void find_nobodyKnown_endsAtOnce() {
        Heard heard = new Heard();
        neighbours.find(file(10), heard);
        assertThat(heard.ends).isEqualTo(1);
        assertThat(neighbours.isNear()).isFalse();
    }

    @Test
    void find_severalFilesAtOnce_goIntoOneQuestionToEach() {
        neighbour(A, 1, Holding.COMPLETE);
        neighbour(B, 2, Holding.NO);
        List<Heard> all = IntStream.range(0, 30).mapToObj(i -> new Heard()).toList();
        for (int i = 0; i < all.size(); i++) {
            neighbours.find(file(i), all.get(i));
        }
        timers.advance(50);
        assertThat(questions).containsExactlyInAnyOrder(A + " 30", B + " 30");
        assertThat(all).allSatisfy(heard -> {
            assertThat(heard.complete).containsExactly(new Peer(A, Peer.Origin.LAN));
            assertThat(heard.ends).isEqualTo(1);
        });
    }

    @Test
    void find_moreFilesThanAQuestionHolds_areAskedInSeveral() {
        neighbour(A, 1, Holding.NO);
        for (int i = 0; i <= Have.MAX_HASHES; i++) {
            neighbours.find(file(i), new Heard());
        }
        timers.advance(50);
        assertThat(questions).containsExactly(A + " " + Have.MAX_HASHES, A + " 1");
    }

    @Test
    void find_bannedNeighbour_isNotAsked() {
        neighbour(A, 1, Holding.COMPLETE);
        bans.ban(A);
        Heard heard = new Heard();
        neighbours.find(file(10), heard);
        timers.advance(50);
        assertThat(questions).isEmpty();
        assertThat(heard.ends).isEqualTo(1);
    }

    @Test
    void find_neighbourNeverAnswers_endsAfterItsTime() {
        known.add(A);
        Heard heard = new Heard();
        neighbours.find(file(10), heard);
        timers.advance(Neighbours.ANSWER_MS - 1);
        assertThat(heard.ends).isZero();
        timers.advance(10);
        assertThat(heard.ends).isEqualTo(1);
    }

    @Test
    void find_othersFetchIt_whoIsAheadIsFollowed() {
        neighbour(A, OWN_TAG + 1, new Holding(State.FETCHING, 9, true));
        neighbour(B, OWN_TAG - 1, new Holding(State.FOLLOWING, 99));
        Heard heard = new Heard();
        heard.own = new Holding(State.FETCHING, 3);
        neighbours.find(file(10), heard);
        timers.advance(50);
        assertThat(heard.fetching).containsExactly(A + " by hearsay");
    }

    @Test
    void find_weAreAhead_nobodyIsFollowed() {
        neighbour(A, OWN_TAG + 1, new Holding(State.FETCHING, 4));
        neighbour(B, OWN_TAG - 1, new Holding(State.WANTING, 4));
        Heard heard = new Heard();
        heard.own = new Holding(State.FETCHING, 4);
        neighbours.find(file(10), heard);
        timers.advance(50);
        assertThat(heard.fetching).isEmpty();
        assertThat(heard.ends).isEqualTo(1);
    }

    @Test
    void find_largeFile_isAskedForAgainWhileItComesFromTheMirror() {
        neighbour(A, OWN_TAG - 1, Holding.NO);
        Heard heard = new Heard();
        PeerSearch.Handle search = neighbours.find(file(Neighbours.LARGE_BYTES), heard);
        timers.advance(20);
        assertThat(heard.ends).as("the second question is worth waiting for").isZero();
        timers.advance(40);
        assertThat(questions).hasSize(2);
        assertThat(heard.ends).isEqualTo(1);
        heard.own = new Holding(State.FETCHING, 1);
        twins.put(A, new Twin(OWN_TAG - 1, new Holding(State.FETCHING, 1)));
        timers.advance(200);
        assertThat(heard.fetching).containsExactly(A.toString());
        heard.own = new Holding(State.FOLLOWING, 1);
        int asked = questions.size();
        timers.advance(30_000);
        assertThat(questions).hasSize(asked);
        heard.own = new Holding(State.FETCHING, 2);
        timers.advance(2 * Neighbours.MAX_ASK_AGAIN_MS);
        assertThat(questions.size()).isBetween(asked + 1, asked + 3);
        asked = questions.size();
        search.cancel();
        timers.advance(30_000);
        assertThat(questions).hasSize(asked);
    }

    @Test
    void again_leaderIsLost_asksAtOnceAndEndsOnceMore() {
        neighbour(A, OWN_TAG - 1, Holding.NO);
        Heard heard = new Heard();
        PeerSearch.Handle search = neighbours.find(file(10), heard);
        timers.advance(50);
        assertThat(heard.ends).isEqualTo(1);
        twins.put(A, new Twin(OWN_TAG - 1, new Holding(State.WANTING, 0)));
        search.again();
        timers.advance(TRIP_MS + 1);
        assertThat(heard.fetching).containsExactly(A.toString());
        assertThat(heard.ends).isEqualTo(2);
    }

    @Test
    void cancel_answerComesAfter_isNotHeard() {
        neighbour(A, 1, Holding.COMPLETE);
        Heard heard = new Heard();
        PeerSearch.Handle search = neighbours.find(file(10), heard);
        timers.advance(4);
        search.cancel();
        timers.advance(5_000);
        assertThat(heard.complete).isEmpty();
        assertThat(heard.ends).isZero();
    }
}
