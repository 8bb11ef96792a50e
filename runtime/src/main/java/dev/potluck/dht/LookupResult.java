package dev.potluck.dht;

import dev.potluck.bencode.ByteString;
import dev.potluck.dht.krpc.NodeInfo;

import java.util.List;

/**
 * What a lookup ended with.
 *
 * @param closest the nearest nodes that answered, nearest first, at most eight
 * @param queries questions asked
 * @param bytes sent and received, without UDP and IP headers
 */
record LookupResult(List<Node> closest, int queries, int bytes) {
    /**
     * A node that answered.
     *
     * @param info who
     * @param token what it wants to see before it stores anything of ours
     */
    record Node(NodeInfo info, ByteString token) {}
}
