package dev.potluck.dht;

import dev.potluck.dht.krpc.NodeId;

/**
 * How near to a key its nearest nodes have to be, in a network of a known size.
 *
 * <p>Nodes of one attacker name nobody but each other, and who only asks them finds the nearest of
 * those. They are a part of the network, and so their nearest eight stand wider apart than the
 * nearest eight of all: that tells that there must be others. (Ids are bound to addresses by BEP
 * 42, so that they cannot be chosen near a key.) An attacker who names nodes that do not exist is
 * not found out by this.
 *
 * @param share of the key space, in which the nearest eight are expected, and as many again
 */
record Neighbourhood(double share) {
    private static final double SLACK = 2;

    static Neighbourhood of(double networkNodes) {
        return new Neighbourhood(SLACK * RoutingTable.K / networkNodes);
    }

    boolean contains(NodeId key, NodeId node) {
        return key.distanceShare(node) <= share;
    }

    /** Whether so many nodes within it are fewer than there must be. */
    static boolean isSparse(int nodesWithin) {
        return nodesWithin < RoutingTable.K;
    }
}
