package dev.potluck.app.sharing;

import dev.potluck.api.ContentHash;
import dev.potluck.swarm.ForwardingFound;
import dev.potluck.swarm.Peer;
import dev.potluck.swarm.PeerSearch;
import dev.potluck.swarm.SwarmFile;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How many peers were found to hold a file, when this node last looked for some. In memory only:
 * what peers hold changes, and nobody is asked just to count. Safe for use by several threads.
 */
public final class HolderCounts {
    /** Files counted; the one counted first is forgotten. */
    private static final int MAX_FILES = 20_000;

    /** Peers told apart for one file. */
    private static final int MAX_PEERS = 64;

    private final Map<ContentHash, Integer> byFile = new LinkedHashMap<>();

    /** How many peers of a file were seen; 0 if none was, or nobody looked. */
    public synchronized int of(ContentHash sha256) {
        return byFile.getOrDefault(sha256, 0);
    }

    private synchronized void put(ContentHash sha256, int peers) {
        byFile.remove(sha256);
        byFile.put(sha256, peers);
        if (byFile.size() > MAX_FILES) {
            byFile.remove(byFile.keySet().iterator().next());
        }
    }

    /** The same search, and what it finds is counted. */
    PeerSearch counting(PeerSearch search) {
        return new PeerSearch() {
            @Override
            public boolean isNear() {
                return search.isNear();
            }

            @Override
            public Handle find(SwarmFile file, Found found) {
                return search.find(file, new Counter(file.sha256(), found));
            }
        };
    }

    private final class Counter extends ForwardingFound {
        private final ContentHash sha256;
        private final Set<Peer> peers = new HashSet<>();

        Counter(ContentHash sha256, PeerSearch.Found found) {
            super(found);
            this.sha256 = sha256;
        }

        @Override
        public void peer(Peer peer) {
            if (peers.size() < MAX_PEERS && peers.add(peer)) {
                put(sha256, peers.size());
            }
            super.peer(peer);
        }
    }
}
