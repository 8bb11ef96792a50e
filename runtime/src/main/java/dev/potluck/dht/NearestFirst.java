package dev.potluck.dht;

import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;

import java.util.ArrayList;
import java.util.List;

/** Keeps the few nodes nearest to a target out of many that are offered. */
final class NearestFirst {
    private final NodeId target;
    private final int limit;
    private final List<NodeInfo> nodes;

    NearestFirst(NodeId target, int limit) {
        this.target = target;
        this.limit = limit;
        this.nodes = new ArrayList<>(limit + 1);
    }

    void offer(NodeInfo node) {
        int position = nodes.size();
        while (position > 0
                && target.compareDistance(node.id(), nodes.get(position - 1).id()) < 0) {
            position--;
        }
        if (position == limit) {
            return;
        }
        nodes.add(position, node);
        if (nodes.size() > limit) {
            nodes.remove(limit);
        }
    }

    boolean isFull() {
        return nodes.size() == limit;
    }

    /** Nearest first. */
    List<NodeInfo> nodes() {
        return nodes;
    }
}
