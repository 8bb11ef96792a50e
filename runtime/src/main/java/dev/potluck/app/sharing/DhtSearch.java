package dev.potluck.app.sharing;

import dev.potluck.bencode.BValue;
import dev.potluck.bencode.ByteString;
import dev.potluck.dht.LookupHandle;
import dev.potluck.dht.LookupSummary;
import dev.potluck.dht.PeerListener;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.PieceHint;
import dev.potluck.net.ClientRules;
import dev.potluck.net.Endpoint;
import dev.potluck.swarm.MalformedPieceListException;
import dev.potluck.swarm.Peer;
import dev.potluck.swarm.PeerSearch;
import dev.potluck.swarm.PieceHashes;
import dev.potluck.swarm.PieceHashes.Home;
import dev.potluck.swarm.SwarmFile;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Finds the peers of a file in the DHT, and what its announcers say of its pieces. */
final class DhtSearch implements PeerSearch {
    /** Items looked up for one file: announcers may name different ones. */
    static final int MAX_ITEMS = 2;

    private static final Logger log = LoggerFactory.getLogger(DhtSearch.class);

    /** The DHT, as far as a search needs it. */
    interface Source {
        /** Looks for peers; empty when there is no DHT. */
        Optional<LookupHandle> peers(NodeId key, PeerListener listener);

        /** Looks for an immutable item, whose hash is checked. */
        void item(NodeId target, Consumer<Optional<BValue>> whenEnded);

        /** The DHT of this node. */
        static Source of(Sharing sharing) {
            return new Source() {
                @Override
                public Optional<LookupHandle> peers(NodeId key, PeerListener listener) {
                    return sharing.lookup(key, listener);
                }

                @Override
                public void item(NodeId target, Consumer<Optional<BValue>> whenEnded) {
                    sharing.dht()
                            .ifPresentOrElse(
                                    dht -> dht.getItem(target, whenEnded),
                                    () -> whenEnded.accept(Optional.empty()));
                }
            };
        }
    }

    private final Source source;
    private final ClientRules ownNetworks;

    /** @param ownNetworks private networks on which strangers may name peers */
    DhtSearch(Source source, ClientRules ownNetworks) {
        this.source = source;
        this.ownNetworks = ownNetworks;
    }

    @Override
    public boolean isNear() {
        return false;
    }

    @Override
    public Handle find(SwarmFile file, Found found) {
        NodeId key = NodeId.ofPrefix(file.sha256().digest());
        Listener listener = new Listener(file, found);
        Optional<LookupHandle> lookup = source.peers(key, listener);
        if (lookup.isEmpty()) {
            found.ended();
            return () -> {};
        }
        return () -> {
            listener.cancelled = true;
            lookup.get().cancel();
        };
    }

    private final class Listener implements PeerListener {
        private final SwarmFile file;
        private final Found found;
        private final Set<PieceHint> heard = new HashSet<>();
        private int items;
        private boolean cancelled;

        Listener(SwarmFile file, Found found) {
            this.file = file;
            this.found = found;
        }

        @Override
        public void onPeers(List<Endpoint> peers, PieceHint hint) {
            peers.forEach(peer -> found.peer(new Peer(peer, originOf(peer))));
            if (!hint.isNone() && items < MAX_ITEMS && heard.add(hint)) {
                items++;
                follow(hint);
            }
        }

        private void follow(PieceHint hint) {
            Home home = PieceHashes.homeOf(file.sizeBytes());
            if (home == Home.WITH_PEER_LIST && !hint.hashes().isEmpty()) {
                take(hint.hashes());
            } else if (home == Home.DHT_ITEM && !hint.list().isEmpty()) {
                source.item(NodeId.ofPrefix(hint.list().toBytes()), item -> {
                    if (item.isPresent() && item.get() instanceof ByteString list) {
                        take(list);
                    }
                });
            }
        }

        private void take(ByteString list) {
            if (cancelled) {
                return;
            }
            try {
                found.pieces(PieceHashes.of(list.toBytes(), file.sizeBytes()));
            } catch (MalformedPieceListException e) {
                log.debug("of {}: {}", file.sha256(), e.getMessage());
            }
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
