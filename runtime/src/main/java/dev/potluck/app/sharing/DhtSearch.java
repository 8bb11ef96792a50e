package dev.potluck.app.sharing;

import dev.potluck.dht.LookupHandle;
import dev.potluck.dht.LookupSummary;
import dev.potluck.dht.PeerListener;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.PieceHint;
import dev.potluck.net.ClientRules;
import dev.potluck.net.Endpoint;
import dev.potluck.swarm.Peer;
import dev.potluck.swarm.PeerSearch;
import dev.potluck.swarm.SwarmFile;

import java.util.List;
import java.util.Optional;

/** Finds the peers of a file in the DHT. */
final class DhtSearch implements PeerSearch {
    private final Sharing sharing;
    private final ClientRules ownNetworks;

    /** @param ownNetworks private networks on which strangers may name peers */
    DhtSearch(Sharing sharing, ClientRules ownNetworks) {
        this.sharing = sharing;
        this.ownNetworks = ownNetworks;
    }

    @Override
    public boolean isNear() {
        return false;
    }

    @Override
    public Handle find(SwarmFile file, Found found) {
        NodeId key = NodeId.ofPrefix(file.sha256().digest());
        Optional<LookupHandle> lookup = sharing.lookup(key, new Listener(found));
        if (lookup.isEmpty()) {
            found.ended();
            return () -> {};
        }
        return lookup.get()::cancel;
    }

    private final class Listener implements PeerListener {
        private final Found found;

        Listener(Found found) {
            this.found = found;
        }

        @Override
        public void onPeers(List<Endpoint> peers, PieceHint hint) {
            peers.forEach(peer -> found.peer(new Peer(peer, originOf(peer))));
        }

        @Override
        public void onEnd(LookupSummary summary) {
            found.ended();
        }

        private Peer.Origin originOf(Endpoint peer) {
            return ownNetworks.permits(peer.toSocketAddress().getAddress())
                    ? Peer.Origin.LAN
                    : Peer.Origin.WIDE;
        }
    }
}
