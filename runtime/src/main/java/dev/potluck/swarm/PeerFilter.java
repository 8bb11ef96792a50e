package dev.potluck.swarm;

import dev.potluck.net.AddressKind;
import dev.potluck.net.Endpoint;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which of the peers that others name for a file are asked. A list from the wide network may be
 * made to send us against a victim, or into our own network: so at most two of a site, nobody at an
 * address that is not public, and no port where other services live.
 */
public final class PeerFilter {
    /** Of one IPv4 /24 or IPv6 /64, for one file. */
    static final int MAX_PER_SITE = 2;

    /** Peers of one file. */
    public static final int MAX_PEERS = 32;

    private static final int FIRST_FREE_PORT = 1_024;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final Bans bans;
    private final Set<Endpoint> admitted = new HashSet<>();
    private final Map<Long, Integer> perSite = new HashMap<>();

    public PeerFilter(Bans bans) {
        this.bans = bans;
    }

    /** Whether this peer is to be asked; says yes to each only once. */
    public boolean admit(Peer peer) {
        Endpoint at = peer.address();
        if (admitted.size() >= MAX_PEERS
                || admitted.contains(at)
                || bans.isBanned(at)
                || !isAllowed(peer)) {
            return false;
        }
        if (!peer.isLan() && perSite.merge(at.siteKey(), 1, Integer::sum) > MAX_PER_SITE) {
            return false;
        }
        admitted.add(at);
        return true;
    }

    /** Whether a neighbour may be followed. */
    boolean mayFollow(Peer neighbour) {
        return neighbour.isLan() && !bans.isBanned(neighbour.address()) && isAllowed(neighbour);
    }

    private static boolean isAllowed(Peer peer) {
        InetAddress address = peer.address().toSocketAddress().getAddress();
        AddressKind kind = AddressKind.of(address);
        if (peer.isLan()) {
            return peer.address().port() > 0
                    && kind != AddressKind.MULTICAST
                    && kind != AddressKind.UNSPECIFIED;
        }
        return kind == AddressKind.PUBLIC && isPeerPort(peer.address().port());
    }

    private static boolean isPeerPort(int port) {
        return port >= FIRST_FREE_PORT || port == HTTP || port == HTTPS;
    }
}
