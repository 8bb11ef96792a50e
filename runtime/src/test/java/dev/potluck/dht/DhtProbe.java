package dev.potluck.dht;

import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.net.Endpoint;

import java.util.List;
import java.util.random.RandomGenerator;

/** Lets simulations look inside a node. */
public final class DhtProbe {
    private static final int BOUND_BITS = 21;
    private static final int TRIES = 64;

    private DhtProbe() {}

    /** What the node would tell a proven asker at {@code nowMs}. */
    public static List<NodeInfo> handedOut(Dht dht, NodeId target, long nowMs) {
        return table(dht).closest(target, RoutingTable.K, nowMs - RoutingTable.FRESH_MS);
    }

    /** Where a lookup of the node would start. */
    public static List<NodeInfo> nearest(Dht dht, NodeId target) {
        return table(dht).closest(target, RoutingTable.K, Long.MIN_VALUE);
    }

    /** Whether the node holds a record of {@code key}. */
    public static boolean holds(Dht dht, NodeId key) {
        return !dht.stores.peers().sample(key, 1).endpoints().isEmpty();
    }

    /** A node at {@code endpoint} whose id stands as near to {@code target} as BEP 42 allows. */
    public static NodeInfo nearestTo(NodeId target, Endpoint endpoint, RandomGenerator random) {
        NodeId best = SecureId.create(endpoint, random);
        for (int i = 0; i < TRIES; i++) {
            // 21 bits and the last byte follow from the address; everything between is free.
            NodeId bound = SecureId.create(endpoint, random);
            NodeId aimed = target.withPrefixOf(bound, BOUND_BITS);
            aimed = aimed.withEnds(aimed.firstWord(), bound.lastByte());
            best = target.compareDistance(aimed, best) < 0 ? aimed : best;
        }
        return new NodeInfo(best, endpoint);
    }

    private static RoutingTable table(Dht dht) {
        return dht.families.all().get(0).table;
    }
}
