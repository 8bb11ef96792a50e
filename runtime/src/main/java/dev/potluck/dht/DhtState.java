package dev.potluck.dht;

import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.net.Endpoint;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What survives a restart: our ids and the nodes that were good.
 *
 * <pre>
 * offset  bytes
 * 0       4      "PLD1"
 * 4              one block for each family:
 *         1        4 or 6
 *         20       our id
 *         2        number of nodes, big-endian
 *         26 or 38   for each: id, address, port (compact form of BEP 5 and 32)
 * </pre>
 *
 * Sample, one node 192.0.2.7:9978: {@code 504c4431 04 (20 bytes) 0001 (20 bytes) c0000207 26fa}.
 *
 * @param blocks one for each family
 */
record DhtState(List<Block> blocks) {
    /** Nodes of one family that are kept. */
    static final int MAX_NODES = 400;

    private static final byte[] MAGIC = {'P', 'L', 'D', '1'};
    private static final int HEAD_BYTES = 1 + NodeId.SIZE_BYTES + Short.BYTES;

    /**
     * One family.
     *
     * @param ipv6 which
     * @param ownId our id in it
     * @param nodes nodes that answered lately
     */
    record Block(boolean ipv6, NodeId ownId, List<NodeInfo> nodes) {
        private int sizeBytes() {
            return HEAD_BYTES + nodes.size() * nodeBytes(ipv6);
        }
    }

    private static int nodeBytes(boolean ipv6) {
        return NodeId.SIZE_BYTES + (ipv6 ? Endpoint.COMPACT_V6_BYTES : Endpoint.COMPACT_V4_BYTES);
    }

    byte[] encode() {
        int size = MAGIC.length + blocks.stream().mapToInt(Block::sizeBytes).sum();
        ByteBuffer out = ByteBuffer.allocate(size).put(MAGIC);
        for (Block block : blocks) {
            out.put((byte) (block.ipv6() ? 6 : 4));
            block.ownId().writeTo(out);
            out.putShort((short) block.nodes().size());
            for (NodeInfo node : block.nodes()) {
                node.id().writeTo(out);
                node.endpoint().putCompact(out);
            }
        }
        return out.array();
    }

    static DhtState decode(byte[] bytes) throws MalformedStateException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (!Arrays.equals(
                bytes, 0, Math.min(MAGIC.length, bytes.length), MAGIC, 0, MAGIC.length)) {
            throw new MalformedStateException(0, "PLD1");
        }
        in.position(MAGIC.length);
        List<Block> blocks = new ArrayList<>();
        while (in.hasRemaining()) {
            if (in.remaining() < HEAD_BYTES) {
                throw new MalformedStateException(in.position(), "the head of a block");
            }
            int family = in.get();
            if (family != 4 && family != 6) {
                throw new MalformedStateException(in.position() - 1, "4 or 6");
            }
            NodeId ownId = NodeId.read(in);
            int count = in.getShort() & 0xffff;
            boolean ipv6 = family == 6;
            if (count > MAX_NODES || in.remaining() < count * nodeBytes(ipv6)) {
                throw new MalformedStateException(in.position(), count + " nodes");
            }
            List<NodeInfo> nodes = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                nodes.add(new NodeInfo(NodeId.read(in), Endpoint.fromCompact(in, ipv6)));
            }
            blocks.add(new Block(ipv6, ownId, nodes));
        }
        return new DhtState(blocks);
    }
}
