package dev.potluck.swarm;

import dev.potluck.bencode.ByteString;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is believed of one file's pieces, and who is to blame. It outlives a download that ended
 * with a wrong file: when the mirror's bytes come after, they say whose were wrong.
 */
public final class PieceTrust {
    /** What a peer sent for a piece: the first bytes of its SHA-256. */
    private record Sent(Peer peer, ByteString hash) {}

    private final SwarmFile file;
    private final ListElection election = new ListElection();
    private final Map<Integer, Sent> suspicious = new HashMap<>();
    private final Map<Integer, Sent> accepted = new HashMap<>();

    public PieceTrust(SwarmFile file) {
        this.file = file;
    }

    /** The file in question. */
    public SwarmFile file() {
        return file;
    }

    /** The hashes to check pieces by, if there are any. */
    Optional<PieceHashes> list() {
        return file.pieces() == 1
                ? Optional.of(PieceHashes.ofOnePiece(file.sha256()))
                : election.leading();
    }

    /** Whether a piece that matches the list may be released at once. */
    boolean isSure() {
        return file.pieces() == 1 || election.isSupported();
    }

    /** Whether anything but the claims of peers speaks for the list. */
    boolean isConfirmed() {
        return file.pieces() == 1 || election.isConfirmed();
    }

    boolean isClaimedByLan() {
        return election.isClaimedByLan();
    }

    /** A peer says what the hashes are; false if he lies, as far as is known. */
    boolean claim(PieceHashes list, Peer peer) {
        return election.claim(list, peer);
    }

    /** Somebody who does not answer for it says what the hashes are. */
    void hint(PieceHashes list) {
        election.hint(list);
    }

    /** Whether the mirror alone can say what this piece is. */
    boolean isForMirror(int piece) {
        return suspicious.containsKey(piece) || election.isDisputed(piece);
    }

    void accepted(int piece, Peer sender, byte[] sha256) {
        accepted.put(piece, new Sent(sender, prefix(sha256)));
    }

    /** A piece is not what the list says: its sender lies, or the list. */
    void suspect(int piece, Peer sender, byte[] sha256) {
        suspicious.put(piece, new Sent(sender, prefix(sha256)));
    }

    /** Whether the mirror has not yet said who lied, this peer or a list. */
    boolean isSuspect(Peer peer) {
        return suspicious.values().stream().anyMatch(sent -> sent.peer().equals(peer));
    }

    /** The mirror's bytes of a piece; returns those who lied about it. */
    Set<Peer> mirrorSent(int piece, byte[] sha256) {
        Set<Peer> liars = new HashSet<>(election.mirrorSent(piece, sha256));
        ByteString right = prefix(sha256);
        addIfOther(suspicious.remove(piece), right, liars);
        addIfOther(accepted.remove(piece), right, liars);
        return liars;
    }

    private static void addIfOther(
            @org.jspecify.annotations.Nullable Sent sent, ByteString right, Set<Peer> liars) {
        if (sent != null && !sent.hash().equals(right)) {
            liars.add(sent.peer());
        }
    }

    private static ByteString prefix(byte[] sha256) {
        return ByteString.of(sha256, 0, PieceHashes.HASH_BYTES);
    }

    /** Whether all that peers brought is what the list says now. */
    boolean isAcceptedAll() {
        return list().filter(list -> accepted.entrySet().stream()
                        .allMatch(piece -> list.matches(
                                piece.getKey(), piece.getValue().hash().toBytes())))
                .isPresent();
    }

    /** Whether the hashes of the mirror's pieces are of any use. */
    boolean wantsHashes() {
        return file.pieces() > 1
                && (election.leading().isPresent()
                        || election.hasClaims()
                        || !suspicious.isEmpty()
                        || !accepted.isEmpty());
    }

    /** Those who sent pieces that the mirror has not confirmed. */
    public Set<Peer> senders() {
        return accepted.values().stream().map(Sent::peer).collect(Collectors.toSet());
    }
}
