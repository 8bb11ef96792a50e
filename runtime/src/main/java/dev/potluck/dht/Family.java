package dev.potluck.dht;

import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.net.Endpoint;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What we are in one address family: our id, our table, our address as others see it (BEP 32 and 42
 * together: an id fits one address, so there is one for each family).
 */
final class Family {
    /** Votes that decide on our address once the table is that large. */
    private static final int ADDRESS_QUORUM = 3;

    private static final int LOWEST_PORT = 1_024;

    final boolean ipv6;
    final RoutingTable table;
    final ReachabilityWatch reachability;
    final ReadOnlySenders readOnlySenders = new ReadOnlySenders();

    private final RandomGenerator random;
    private final AddressVotes votes = new AddressVotes();
    private Optional<Endpoint> ownEndpoint = Optional.empty();

    Family(boolean ipv6, RandomGenerator random, long nowMs) {
        this.ipv6 = ipv6;
        this.random = random;
        this.table = new RoutingTable(NodeId.random(random));
        this.reachability = new ReachabilityWatch(nowMs);
    }

    NodeId ownId() {
        return table.ownId();
    }

    /** Takes the id of the last run. */
    void restore(NodeId id) {
        table.rebase(id);
    }

    /**
     * Counts a vote on our address, unless it confirms what we hold; returns whether our id had to
     * change.
     */
    boolean seenAs(Endpoint voter, Endpoint seen) {
        boolean nothingNew = ownEndpoint.isPresent() && ownEndpoint.get().sameAddress(seen);
        if (seen.isV6() != ipv6 || nothingNew) {
            return false;
        }
        int quorum = Math.min(ADDRESS_QUORUM, Math.max(1, table.size()));
        Optional<Endpoint> elected = votes.vote(voter, seen, quorum);
        if (elected.isEmpty()) {
            return false;
        }
        ownEndpoint = elected;
        if (SecureId.matches(ownId(), elected.get())) {
            return false;
        }
        table.rebase(SecureId.create(elected.get(), random));
        return true;
    }

    /** Our public endpoint, once others agree on it. */
    Optional<Endpoint> ownEndpoint() {
        return ownEndpoint;
    }

    /**
     * Whether a node we are told of may be asked at all: of this family, not ourselves, no port of
     * well-known services, no private address out of a public mouth, and an id that fits its
     * address.
     */
    boolean isAskable(NodeInfo node, Endpoint toldBy) {
        Endpoint endpoint = node.endpoint();
        return endpoint.isV6() == ipv6
                && endpoint.port() >= LOWEST_PORT
                && !node.id().equals(ownId())
                && (endpoint.isPublic() || !toldBy.isPublic())
                && !ownEndpoint.filter(endpoint::equals).isPresent()
                && SecureId.matches(node.id(), endpoint);
    }
}
