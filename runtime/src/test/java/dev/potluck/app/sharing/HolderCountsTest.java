package dev.potluck.app.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ContentHash;
import dev.potluck.hash.ContentHasher;
import dev.potluck.net.Endpoint;
import dev.potluck.swarm.Have;
import dev.potluck.swarm.Peer;
import dev.potluck.swarm.PeerSearch;
import dev.potluck.swarm.SwarmFile;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

final class HolderCountsTest {
    private static final int MAX_FILES = 20_000;
    private static final int MAX_PEERS = 64;

    private final HolderCounts counts = new HolderCounts();
    private final List<Peer> heard = new ArrayList<>();
    private int ends;

    @Test
    void of_nobodyLooked_isZero() {
        assertThat(counts.of(file(1).sha256())).isZero();
    }

    @Test
    void of_peersWereFound_countsEachOnceAndHandsThemOn() {
        look(file(1), peer(1), peer(2), peer(1));

        assertThat(counts.of(file(1).sha256())).isEqualTo(2);
        assertThat(counts.of(file(2).sha256())).isZero();
        assertThat(heard).containsExactly(peer(1), peer(2), peer(1));
        assertThat(ends).isEqualTo(1);
    }

    @Test
    void of_lookedAgain_isWhatWasFoundLast() {
        look(file(1), peer(1), peer(2), peer(3));
        look(file(1), peer(2));

        assertThat(counts.of(file(1).sha256())).isEqualTo(1);
    }

    @Test
    void of_lookedAgainInVain_keepsWhatWasFound() {
        look(file(1), peer(1));
        look(file(1));

        assertThat(counts.of(file(1).sha256())).isEqualTo(1);
    }

    @Test
    void of_aCrowd_stopsCountingAndHandsAllOn() {
        Peer[] crowd = new Peer[MAX_PEERS + 10];
        for (int i = 0; i < crowd.length; i++) {
            crowd[i] = peer(i + 1);
        }
        look(file(1), crowd);

        assertThat(counts.of(file(1).sha256())).isEqualTo(MAX_PEERS);
        assertThat(heard).hasSize(crowd.length);
    }

    @Test
    void of_moreFilesThanAreKept_theFirstIsForgotten() {
        for (int i = 0; i < MAX_FILES; i++) {
            look(file(i), peer(1));
        }
        look(file(0), peer(1)); // counted anew, so the second is the oldest now
        look(file(MAX_FILES), peer(1));

        assertThat(counts.of(file(0).sha256())).isEqualTo(1);
        assertThat(counts.of(file(1).sha256())).isZero();
        assertThat(counts.of(file(MAX_FILES).sha256())).isEqualTo(1);
    }

    @Test
    void counting_aSearch_isAsNearAsItWas() {
        assertThat(counts.counting(PeerSearch.NONE).isNear()).isFalse();
        assertThat(counts.counting(new Finding()).isNear()).isTrue();
    }

    private void look(SwarmFile file, Peer... found) {
        counts.counting(new Finding(found)).find(file, new Heard());
    }

    /** Finds these, at once. */
    private static final class Finding implements PeerSearch {
        private final List<Peer> peers;

        Finding(Peer... peers) {
            this.peers = List.of(peers);
        }

        @Override
        public boolean isNear() {
            return true;
        }

        @Override
        public Handle find(SwarmFile file, Found found) {
            peers.forEach(found::peer);
            found.ended();
            return Handle.NONE;
        }
    }

    private final class Heard implements PeerSearch.Found {
        @Override
        public void peer(Peer peer) {
            heard.add(peer);
        }

        @Override
        public void fetching(Peer neighbour, boolean isHearsay) {
            throw new AssertionError("nobody fetches");
        }

        @Override
        public Have.Holding own() {
            throw new AssertionError("nobody asks");
        }

        @Override
        public void ended() {
            ends++;
        }
    }

    private static SwarmFile file(int number) {
        byte[] content = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        ContentHash sha256 = ContentHasher.sha256(content);
        return new SwarmFile(sha256, content.length, "archive");
    }

    private static Peer peer(int number) {
        return new Peer(Endpoint.ofV4(0xC0_00_02_01, number), Peer.Origin.WIDE);
    }
}
