package dev.potluck.app.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.bencode.BValue;
import dev.potluck.bencode.ByteString;
import dev.potluck.dht.LookupHandle;
import dev.potluck.dht.LookupSummary;
import dev.potluck.dht.PeerListener;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.PieceHint;
import dev.potluck.index.LineFormat;
import dev.potluck.net.ClientRules;
import dev.potluck.net.Endpoint;
import dev.potluck.swarm.Have;
import dev.potluck.swarm.Peer;
import dev.potluck.swarm.PeerSearch;
import dev.potluck.swarm.PieceHashes;
import dev.potluck.swarm.SwarmFile;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A search, and a test that plays the DHT. */
final class DhtSearchTest {
    private static final long PIECE = 512 << 10;
    private static final Endpoint STRANGER = Endpoint.ofV4(0x0808_0808, 9_978);
    private static final Endpoint NEIGHBOUR = Endpoint.ofV4(0xc0a8_0107, 9_978);

    private final List<Peer> peers = new ArrayList<>();
    private final List<PieceHashes> lists = new ArrayList<>();
    private final List<NodeId> wanted = new ArrayList<>();
    private Optional<BValue> item = Optional.empty();
    private Optional<Consumer<Optional<BValue>>> waiting = Optional.empty();
    private Optional<PeerListener> listener = Optional.empty();
    private boolean answersLater;
    private boolean hasDht = true;
    private int ended;
    private int cancelled;

    @Test
    void find_peers_areOfTheirNetworks() throws Exception {
        search(1);
        tell(PieceHint.NONE, STRANGER, NEIGHBOUR);
        assertThat(peers)
                .containsExactly(
                        new Peer(STRANGER, Peer.Origin.WIDE), new Peer(NEIGHBOUR, Peer.Origin.LAN));
        listener.orElseThrow().onEnd(new LookupSummary(2, 10, 3_000, 150));
        assertThat(ended).isEqualTo(1);
    }

    @Test
    void find_noDht_endsAtOnce() throws Exception {
        hasDht = false;
        search(1).cancel();
        assertThat(ended).isEqualTo(1);
    }

    @Test
    void find_cancelled_cancelsTheLookup() throws Exception {
        search(1).cancel();
        assertThat(cancelled).isEqualTo(1);
    }

    @Test
    void find_hashesWithThePeers_areHandedOn() throws Exception {
        search(3);
        PieceHashes list = list(3);
        tell(list.hint(), STRANGER);
        tell(list.hint(), NEIGHBOUR);
        assertThat(lists).containsExactly(list);
        assertThat(wanted).isEmpty();
    }

    @Test
    void find_hashesOfAnotherNumberOfPieces_areIgnored() throws Exception {
        search(3);
        tell(list(4).hint(), STRANGER);
        assertThat(lists).isEmpty();
        assertThat(peers).hasSize(1);
    }

    @Test
    void find_listInTheDht_isFetchedAndHandedOn() throws Exception {
        search(20);
        PieceHashes list = list(20);
        item = Optional.of(ByteString.of(list.toBytes()));
        tell(list.hint(), STRANGER);
        assertThat(wanted).containsExactly(NodeId.ofPrefix(list.target().toBytes()));
        assertThat(lists).containsExactly(list);
    }

    @Test
    void find_itemIsNoList_isIgnored() throws Exception {
        search(20);
        item = Optional.of(ByteString.ascii("something else"));
        tell(list(20).hint(), STRANGER);
        assertThat(lists).isEmpty();
    }

    @Test
    void find_manyDifferentHints_asksForFewItems() throws Exception {
        search(20);
        for (int i = 0; i < 10; i++) {
            byte[] target = new byte[NodeId.SIZE_BYTES];
            Arrays.fill(target, (byte) i);
            tell(new PieceHint(ByteString.EMPTY, ByteString.of(target)), STRANGER);
        }
        assertThat(wanted).hasSize(DhtSearch.MAX_ITEMS);
    }

    @Test
    void find_listOfThePeers_isNotSoughtInTheDht() throws Exception {
        search(70);
        tell(list(70).hint(), STRANGER);
        assertThat(wanted).isEmpty();
        assertThat(lists).isEmpty();
    }

    @Test
    void find_itemAfterTheEnd_isNotHandedOn() throws Exception {
        answersLater = true;
        PeerSearch.Handle handle = search(20);
        PieceHashes list = list(20);
        tell(list.hint(), STRANGER);
        handle.cancel();
        waiting.orElseThrow().accept(Optional.of(ByteString.of(list.toBytes())));
        assertThat(lists).isEmpty();
    }

    private static PieceHashes list(int pieces) throws Exception {
        byte[] hashes = new byte[pieces * PieceHashes.HASH_BYTES];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = (byte) (i * 7);
        }
        return PieceHashes.of(hashes, pieces * PIECE);
    }

    private void tell(PieceHint hint, Endpoint... endpoints) {
        listener.orElseThrow().onPeers(List.of(endpoints), hint);
    }

    private PeerSearch.Handle search(int pieces) throws Exception {
        ClientRules networks = ClientRules.parse(List.of("192.168.0.0/16"));
        SwarmFile file = new SwarmFile(LineFormat.hash(new byte[] {1}), pieces * PIECE, "archive");
        return new DhtSearch(new Dht(), networks).find(file, new Found());
    }

    private final class Dht implements DhtSearch.Source {
        @Override
        public Optional<LookupHandle> peers(NodeId key, PeerListener newListener) {
            listener = Optional.of(newListener);
            return hasDht ? Optional.of(() -> cancelled++) : Optional.empty();
        }

        @Override
        public void item(NodeId target, Consumer<Optional<BValue>> whenEnded) {
            wanted.add(target);
            if (answersLater) {
                waiting = Optional.of(whenEnded);
            } else {
                whenEnded.accept(item);
            }
        }
    }

    private final class Found implements PeerSearch.Found {
        @Override
        public void peer(Peer peer) {
            peers.add(peer);
        }

        @Override
        public void pieces(PieceHashes list) {
            lists.add(list);
        }

        @Override
        public void fetching(Peer neighbour, boolean isHearsay) {
            throw new AssertionError("the DHT knows of no fetches");
        }

        @Override
        public Have.Holding own() {
            return Have.Holding.NO;
        }

        @Override
        public void ended() {
            ended++;
        }
    }
}
