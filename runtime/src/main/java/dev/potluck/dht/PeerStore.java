package dev.potluck.dht;

import dev.potluck.dht.krpc.Answer;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.PieceHint;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Timers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Who has announced which key to us.
 *
 * <p>Differences from BEP 5: records live {@value #LIFETIME_MS} ms, since they are announced again
 * every 2.5 hours; each carries its announcer's word on the piece hashes, and the answer gives the
 * word of most. Full, the store forgets the key that was announced longest ago.
 */
final class PeerStore {
    /** How long a record lives: a round of announcing, and the half of one as slack. */
    static final long LIFETIME_MS = 225 * 60_000L;
    /** Records in all: about 10 MB. */
    static final int MAX_RECORDS = 50_000;
    /** Records of one address. */
    static final int MAX_RECORDS_PER_HOLDER = 20_000;
    /** Peers of one key; more are not needed by anyone. */
    static final int MAX_PEERS_PER_KEY = 64;

    private record Peer(Endpoint endpoint, PieceHint hint, long expiresMs) {}

    private final Timers timers;
    private final RandomGenerator random;
    private final HolderQuota quota = new HolderQuota(MAX_RECORDS_PER_HOLDER);
    /** In the order of the last announcement; each list in the order of expiry. */
    private final Map<NodeId, List<Peer>> peersByKey = new LinkedHashMap<>();

    private int size;

    PeerStore(Timers timers, RandomGenerator random) {
        this.timers = timers;
        this.random = random;
    }

    /** Notes that {@code endpoint} has {@code key}; false when its address has had its share. */
    boolean add(NodeId key, Endpoint endpoint, PieceHint hint) {
        List<Peer> peers = peersByKey.remove(key);
        if (peers == null) {
            peers = new ArrayList<>(1);
        } else {
            expire(peers);
        }
        boolean known = removeEndpoint(peers, endpoint);
        boolean taken = known || quota.take(endpoint);
        if (taken) {
            if (!known && peers.size() == MAX_PEERS_PER_KEY) {
                forget(peers, 0);
            }
            peers.add(new Peer(endpoint, hint, timers.nowMs() + LIFETIME_MS));
            size += known ? 0 : 1;
        }
        if (!peers.isEmpty()) {
            peersByKey.put(key, peers);
        }
        while (size > MAX_RECORDS) {
            forgetEldestKey();
        }
        return taken;
    }

    private static boolean removeEndpoint(List<Peer> peers, Endpoint endpoint) {
        return peers.removeIf(peer -> peer.endpoint().equals(endpoint));
    }

    private void expire(List<Peer> peers) {
        while (!peers.isEmpty() && peers.get(0).expiresMs() <= timers.nowMs()) {
            forget(peers, 0);
        }
    }

    private void forget(List<Peer> peers, int index) {
        quota.release(peers.remove(index).endpoint());
        size--;
    }

    private void forgetEldestKey() {
        Iterator<List<Peer>> eldest = peersByKey.values().iterator();
        List<Peer> peers = eldest.next();
        eldest.remove();
        while (!peers.isEmpty()) {
            forget(peers, 0);
        }
    }

    /** Up to {@code limit} peers of {@code key}, drawn by chance, and most announcers' hint. */
    Answer.Peers sample(NodeId key, int limit) {
        List<Peer> peers = peersByKey.get(key);
        if (peers == null) {
            return Answer.Peers.NONE;
        }
        expire(peers);
        if (peers.isEmpty()) {
            peersByKey.remove(key);
            return Answer.Peers.NONE;
        }
        List<Endpoint> drawn = new ArrayList<>(Math.min(limit, peers.size()));
        int offset = random.nextInt(peers.size());
        for (int i = 0; i < Math.min(limit, peers.size()); i++) {
            drawn.add(peers.get((offset + i) % peers.size()).endpoint());
        }
        return new Answer.Peers(drawn, commonHint(peers));
    }

    private static PieceHint commonHint(List<Peer> peers) {
        if (peers.size() == 1) {
            return peers.get(0).hint();
        }
        Map<PieceHint, Integer> votes = new HashMap<>();
        PieceHint leading = PieceHint.NONE;
        for (Peer peer : peers) {
            if (!peer.hint().isNone()) {
                int count = votes.merge(peer.hint(), 1, Integer::sum);
                leading = leading.isNone() || count > votes.getOrDefault(leading, 0)
                        ? peer.hint()
                        : leading;
            }
        }
        return leading;
    }

    /** Forgets what has expired; costs time in the number of keys. */
    void expireAll() {
        for (Iterator<List<Peer>> lists = peersByKey.values().iterator(); lists.hasNext(); ) {
            List<Peer> peers = lists.next();
            expire(peers);
            if (peers.isEmpty()) {
                lists.remove();
            }
        }
    }

    /** Records held: pairs of key and peer. */
    int size() {
        return size;
    }

    /** Throws when records are miscounted or over a limit. */
    void checkInvariant() {
        int counted = 0;
        for (List<Peer> peers : peersByKey.values()) {
            counted += peers.size();
            if (peers.isEmpty() || peers.size() > MAX_PEERS_PER_KEY) {
                throw new IllegalStateException("peer store: " + peers.size() + " of one key");
            }
        }
        if (counted != size || size > MAX_RECORDS || quota.total() != size) {
            throw new IllegalStateException("peer store: counted " + counted + ", quota "
                    + quota.total() + ", said " + size);
        }
    }
}
