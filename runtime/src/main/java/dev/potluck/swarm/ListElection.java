package dev.potluck.swarm;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which of the piece lists that peers claim for one file is believed. The bytes of the mirror
 * decide where they can: a list that contradicts one of its pieces is out, and its claimants lied.
 *
 * <p>A list is <em>supported</em>, so that what matches it may be released, when it is the only one
 * left with the most claims and peers of two sites claim it. A list that is merely <em>leading</em>
 * serves to blame early; what matches it is held back until the whole file is verified.
 */
final class ListElection {
    /** Lists that are compared; claimants of further ones are taken for liars by themselves. */
    static final int MAX_LISTS = 8;

    private static final int ENOUGH_SITES = 2;

    /** The claimants of a list, each with his site; neighbours each count for themselves. */
    private final Map<PieceHashes, Map<Peer, Long>> claims = new LinkedHashMap<>();

    private final Set<PieceHashes> refuted = new HashSet<>();
    private Optional<PieceHashes> hinted = Optional.empty();
    private final Map<Integer, byte[]> mirrorPieces = new HashMap<>();

    /**
     * A peer says that this is the list.
     *
     * @return whether that may be; false if a piece of the mirror contradicts it
     */
    boolean claim(PieceHashes list, Peer peer) {
        if (refuted.contains(list)) {
            return false;
        }
        if (!claims.containsKey(list)) {
            if (!isTrue(list) || claims.size() >= MAX_LISTS) {
                return false;
            }
            claims.put(list, new LinkedHashMap<>());
        }
        boolean isLan = peer.isLan();
        claims.get(list)
                .put(peer, isLan ? peer.address().holderKey() : peer.address().siteKey());
        return true;
    }

    /**
     * Announcers are said to claim this list. It leads while no peer claims any, supports nothing,
     * and nobody is blamed for it: those who told us have it from others.
     */
    void hint(PieceHashes list) {
        if (hinted.isEmpty() && !refuted.contains(list) && isTrue(list)) {
            hinted = Optional.of(list);
        }
    }

    private boolean isTrue(PieceHashes list) {
        return mirrorPieces.entrySet().stream()
                .allMatch(piece -> list.matches(piece.getKey(), piece.getValue()));
    }

    /**
     * A piece came from the mirror.
     *
     * @return those whose claims it refutes
     */
    Set<Peer> mirrorSent(int piece, byte[] sha256) {
        mirrorPieces.put(piece, sha256.clone());
        Set<Peer> liars = new HashSet<>();
        claims.entrySet().removeIf(claim -> {
            boolean isFalse = !claim.getKey().matches(piece, sha256);
            if (isFalse) {
                refuted.add(claim.getKey());
                liars.addAll(claim.getValue().keySet());
            }
            return isFalse;
        });
        hinted = hinted.filter(list -> list.matches(piece, sha256));
        return liars;
    }

    boolean hasClaims() {
        return !claims.isEmpty();
    }

    /** Whether the mirror's bytes of this piece would tell lists apart. */
    boolean isDisputed(int piece) {
        return claims.keySet().stream()
                        .map(list -> list.hashOf(piece))
                        .distinct()
                        .count()
                > 1;
    }

    /** The list with the most sites behind it; none when two have as many. */
    Optional<PieceHashes> leading() {
        if (claims.isEmpty()) {
            return hinted;
        }
        PieceHashes best = null;
        int bestSites = 0;
        boolean isTie = false;
        for (Map.Entry<PieceHashes, Map<Peer, Long>> claim : claims.entrySet()) {
            int sites = sites(claim.getValue());
            isTie = sites == bestSites || isTie && sites < bestSites;
            if (sites > bestSites) {
                best = claim.getKey();
                bestSites = sites;
            }
        }
        return isTie ? Optional.empty() : Optional.ofNullable(best);
    }

    /** Whether enough independent peers claim the leading list. */
    boolean isSupported() {
        return leading().filter(list -> sites(claimsOf(list)) >= ENOUGH_SITES).isPresent();
    }

    /** Whether the mirror sent a piece that is as the leading list says. */
    boolean isConfirmed() {
        return !mirrorPieces.isEmpty() && leading().isPresent(); // it would be refuted otherwise
    }

    /** Whether somebody on our own network claims the leading list. */
    boolean isClaimedByLan() {
        return leading()
                .filter(list -> claimsOf(list).keySet().stream().anyMatch(Peer::isLan))
                .isPresent();
    }

    private Map<Peer, Long> claimsOf(PieceHashes list) {
        return claims.getOrDefault(list, Map.of());
    }

    private static int sites(Map<Peer, Long> claimants) {
        return new HashSet<>(claimants.values()).size();
    }
}
