package dev.potluck.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.net.Endpoint;

import org.junit.jupiter.api.Test;

/** What a list of the DHT is worth: something while there is no other, and never enough alone. */
final class HintedListTest {
    private static final Peer ALICE = new Peer(Endpoint.ofV4(0x0808_0808, 9_978), Peer.Origin.WIDE);
    private static final byte[] RIGHT = hash(1);

    private final ListElection election = new ListElection();

    @Test
    void hint_noClaims_leadsButSupportsNothing() throws Exception {
        election.hint(list(1));
        assertThat(election.leading()).contains(list(1));
        assertThat(election.isSupported()).isFalse();
        assertThat(election.isConfirmed()).isFalse();
        election.mirrorSent(0, RIGHT);
        assertThat(election.isConfirmed()).isTrue();
        assertThat(election.isSupported()).isFalse();
    }

    @Test
    void hint_peerClaimsAnother_theClaimLeads() throws Exception {
        election.hint(list(1));
        election.claim(list(2), ALICE);
        assertThat(election.leading()).contains(list(2));
    }

    @Test
    void hint_mirrorSaysOtherwise_isOutAndNobodyIsBlamed() throws Exception {
        election.hint(list(2));
        assertThat(election.mirrorSent(0, RIGHT)).isEmpty();
        assertThat(election.leading()).isEmpty();
        election.hint(list(2));
        assertThat(election.leading()).as("told again").isEmpty();
    }

    @Test
    void hint_second_doesNotReplaceTheFirst() throws Exception {
        election.hint(list(1));
        election.hint(list(2));
        assertThat(election.leading()).contains(list(1));
    }

    private static PieceHashes list(int first) throws Exception {
        byte[] hashes = new byte[2 * PieceHashes.HASH_BYTES];
        hashes[0] = (byte) first;
        return PieceHashes.of(hashes, 2 * (512 << 10));
    }

    private static byte[] hash(int first) {
        byte[] sha256 = new byte[32];
        sha256[0] = (byte) first;
        return sha256;
    }
}
