package dev.potluck.dht;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.bencode.ByteString;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.PieceHint;
import dev.potluck.net.Endpoint;

import org.junit.jupiter.api.Test;

import java.util.random.RandomGenerator;

final class StoresTest {
    private static final NodeId KEY = Samples.key(1);
    private static final Endpoint PEER = Endpoint.ofV4(0x0808_0808, 9_978);

    private final ManualTimers timers = new ManualTimers();
    private final RandomGenerator random = Samples.random(1);
    private final PeerStore peers = new PeerStore(timers, random);
    private final ItemStore items = new ItemStore(timers);
    private final TokenService tokens = new TokenService(timers, random);

    @Test
    void peers_added_areFoundUntilTheyExpire() {
        peers.add(KEY, PEER, PieceHint.NONE);
        assertThat(peers.sample(KEY, 8).endpoints()).containsExactly(PEER);
        timers.advance(PeerStore.LIFETIME_MS);
        assertThat(peers.sample(KEY, 8).endpoints()).isEmpty();
        assertThat(peers.size()).isZero();
        peers.checkInvariant();
    }

    @Test
    void peers_addedAgain_liveOn() {
        peers.add(KEY, PEER, PieceHint.NONE);
        timers.advance(PeerStore.LIFETIME_MS - 1);
        peers.add(KEY, PEER, PieceHint.NONE);
        timers.advance(PeerStore.LIFETIME_MS - 1);
        assertThat(peers.size()).isEqualTo(1);
        assertThat(peers.sample(KEY, 8).endpoints()).containsExactly(PEER);
    }

    @Test
    void peers_hintsDisagree_mostWin() {
        PieceHint right = hint(1);
        peers.add(KEY, Samples.publicEndpoint(random), hint(2));
        peers.add(KEY, Samples.publicEndpoint(random), right);
        peers.add(KEY, Samples.publicEndpoint(random), right);
        peers.add(KEY, Samples.publicEndpoint(random), PieceHint.NONE);
        assertThat(peers.sample(KEY, 8).hint()).isEqualTo(right);
    }

    @Test
    void peers_manyOfOneKey_areBounded() {
        for (int i = 0; i < 3 * PeerStore.MAX_PEERS_PER_KEY; i++) {
            peers.add(KEY, Samples.publicEndpoint(random), PieceHint.NONE);
        }
        peers.checkInvariant();
        assertThat(peers.size()).isEqualTo(PeerStore.MAX_PEERS_PER_KEY);
        assertThat(peers.sample(KEY, 8).endpoints()).hasSize(8).doesNotHaveDuplicates();
    }

    @Test
    void peers_floodOfOneAddress_isRefusedAboveItsShare() {
        for (int i = 0; i < PeerStore.MAX_RECORDS_PER_HOLDER; i++) {
            assertThat(peers.add(NodeId.random(random), PEER, PieceHint.NONE)).isTrue();
        }
        assertThat(peers.add(NodeId.random(random), PEER, PieceHint.NONE)).isFalse();
        assertThat(peers.add(NodeId.random(random), Samples.publicEndpoint(random), hint(1)))
                .isTrue();
        peers.checkInvariant();
    }

    @Test
    void peers_floodOfManyAddresses_forgetsTheOldest() {
        peers.add(KEY, PEER, PieceHint.NONE);
        for (int i = 0; i < PeerStore.MAX_RECORDS; i++) {
            peers.add(NodeId.random(random), Samples.publicEndpoint(random), PieceHint.NONE);
        }
        peers.checkInvariant();
        assertThat(peers.sample(KEY, 8).endpoints()).isEmpty();
    }

    @Test
    void items_put_areFoundByTheirHash() {
        ByteString value = ByteString.ascii("Hello World!");
        // The example of BEP 44.
        NodeId target = NodeId.ofHex("e5f96f6f38320f0f33959cb4d3d656452117aadb");
        assertThat(ItemStore.targetOf(value)).isEqualTo(target);
        assertThat(items.put(value, PEER)).isTrue();
        assertThat(items.get(target)).contains(value);
        timers.advance(ItemStore.LIFETIME_MS);
        assertThat(items.get(target)).isEmpty();
        items.checkInvariant();
    }

    @Test
    void items_flood_isBoundedForOneAndForAll() {
        for (int i = 0; i < ItemStore.MAX_ITEMS_PER_HOLDER; i++) {
            assertThat(items.put(ByteString.ascii("item " + i), PEER)).isTrue();
        }
        assertThat(items.put(ByteString.ascii("one more"), PEER)).isFalse();
        for (int i = 0; i < 2 * ItemStore.MAX_ITEMS; i++) {
            items.put(ByteString.ascii("other " + i), Samples.publicEndpoint(random));
        }
        items.checkInvariant();
        assertThat(items.size()).isEqualTo(ItemStore.MAX_ITEMS);
    }

    @Test
    void items_sizeLimit_isSixtyNinePieceHashes() {
        assertThat(ItemStore.fits(ByteString.of(new byte[69 * 16]))).isTrue();
        assertThat(ItemStore.fits(ByteString.of(new byte[69 * 16 + 1]))).isFalse();
    }

    @Test
    void tokens_twoRotationsLater_areNoLongerGood() {
        ByteString token = tokens.tokenFor(PEER);
        assertThat(tokens.isValid(PEER, token)).isTrue();
        timers.advance(TokenService.ROTATION_MS);
        tokens.tokenFor(PEER);
        assertThat(tokens.isValid(PEER, token)).as("one secret later").isTrue();
        timers.advance(TokenService.ROTATION_MS);
        assertThat(tokens.isValid(PEER, token)).as("two secrets later").isFalse();
    }

    @Test
    void tokens_ofAnotherAddressOrPort_areNotGood() {
        ByteString token = tokens.tokenFor(PEER);
        assertThat(tokens.isValid(PEER.withPort(9_979), token)).isFalse();
        assertThat(tokens.isValid(Samples.publicEndpoint(random), token)).isFalse();
        assertThat(tokens.isValid(PEER, ByteString.ascii("forged!!"))).isFalse();
        assertThat(tokens.isValid(PEER, ByteString.EMPTY)).isFalse();
    }

    private static PieceHint hint(int seed) {
        byte[] hashes = new byte[32];
        hashes[0] = (byte) seed;
        return new PieceHint(ByteString.of(hashes), ByteString.EMPTY);
    }
}
