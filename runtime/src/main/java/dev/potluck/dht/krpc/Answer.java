package dev.potluck.dht.krpc;

import dev.potluck.bencode.BValue;
import dev.potluck.bencode.BencodeWriter;
import dev.potluck.bencode.ByteString;
import dev.potluck.net.Endpoint;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * What a reply holds, whatever was asked: most parts are empty most of the time.
 *
 * @param id the answering node's id
 * @param nodes nodes near the target, of both families
 * @param token what a later announce or put has to show; may be empty
 * @param peers who has the file
 * @param item the immutable item
 */
public record Answer(
        NodeId id, List<NodeInfo> nodes, ByteString token, Peers peers, Optional<BValue> item) {
    /** Longer tokens of strangers are refused. */
    static final int MAX_TOKEN_BYTES = 64;
    /** Nodes of one family that are read from a reply. */
    static final int MAX_NODES = 32;
    /** Peers that are read from a reply. */
    static final int MAX_PEERS = 150;

    /**
     * Peers of one key, and where its piece hashes are.
     *
     * @param endpoints where to connect to (TCP)
     * @param hint where the piece hashes are
     */
    public record Peers(List<Endpoint> endpoints, PieceHint hint) {
        /** Nobody has it. */
        public static final Peers NONE = new Peers(List.of(), PieceHint.NONE);
    }

    /** Nothing but the id: the answer to ping and to announcements. */
    public static Answer of(NodeId id) {
        return new Answer(id, List.of(), ByteString.EMPTY, Peers.NONE, Optional.empty());
    }

    /** Whether something can be left out to make it smaller. */
    public boolean canShrink() {
        return !peers.endpoints().isEmpty() || !nodes.isEmpty();
    }

    /** This with about half as many peers, or when there are none, with one node less. */
    public Answer shrunk() {
        List<Endpoint> endpoints = peers.endpoints();
        if (endpoints.size() > 1 || nodes.isEmpty()) {
            List<Endpoint> fewer = endpoints.subList(0, endpoints.size() / 2);
            return new Answer(id, nodes, token, new Peers(fewer, peers.hint()), item);
        }
        return new Answer(id, nodes.subList(0, nodes.size() - 1), token, peers, item);
    }

    void writeValues(BencodeWriter out) {
        out.text("id").bytes(id.toBytes());
        writeNodes(out, "nodes", false);
        writeNodes(out, "nodes6", true);
        writeHint(out, peers.hint());
        if (!token.isEmpty()) {
            out.text("token").bytes(token);
        }
        if (item.isPresent()) {
            out.text("v").value(item.get());
        }
        if (!peers.endpoints().isEmpty()) {
            out.text("values").beginList();
            for (Endpoint endpoint : peers.endpoints()) {
                out.bytes(endpoint.compact());
            }
            out.end();
        }
    }

    static void writeHint(BencodeWriter out, PieceHint hint) {
        if (!hint.hashes().isEmpty()) {
            out.text("ph").bytes(hint.hashes());
        }
        if (!hint.list().isEmpty()) {
            out.text("pl").bytes(hint.list());
        }
    }

    private void writeNodes(BencodeWriter out, String name, boolean ipv6) {
        int count = 0;
        for (NodeInfo node : nodes) {
            count += node.endpoint().isV6() == ipv6 ? 1 : 0;
        }
        if (count == 0) {
            return;
        }
        int entryBytes =
                NodeId.SIZE_BYTES + (ipv6 ? Endpoint.COMPACT_V6_BYTES : Endpoint.COMPACT_V4_BYTES);
        ByteBuffer compact = ByteBuffer.allocate(count * entryBytes);
        for (NodeInfo node : nodes) {
            if (node.endpoint().isV6() == ipv6) {
                node.id().writeTo(compact);
                node.endpoint().putCompact(compact);
            }
        }
        out.text(name).bytes(compact.array());
    }
}
