package dev.potluck.dht;

import dev.potluck.dht.krpc.NodeId;
import dev.potluck.net.Endpoint;

import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/**
 * Node ids that are bound to a public address (BEP 42): 21 bits follow from the address and three
 * random bits, so that nobody with few addresses chooses where in the key space to stand.
 */
final class SecureId {
    private static final byte[] V4_MASK = {0x03, 0x0f, 0x3f, (byte) 0xff};
    private static final byte[] V6_MASK = {0x01, 0x03, 0x07, 0x0f, 0x1f, 0x3f, 0x7f, (byte) 0xff};
    private static final int RANDOM_BITS = 0x7;
    private static final int BOUND_BITS = 0xffff_f800;

    private SecureId() {}

    /** A random id that fits {@code endpoint}. */
    static NodeId create(Endpoint endpoint, RandomGenerator random) {
        NodeId drawn = NodeId.random(random);
        int word =
                checksum(endpoint, drawn.lastByte()) & BOUND_BITS | drawn.firstWord() & ~BOUND_BITS;
        return drawn.withEnds(word, drawn.lastByte());
    }

    /** Whether {@code id} fits {@code endpoint}; addresses that are not public fit any id. */
    static boolean matches(NodeId id, Endpoint endpoint) {
        return !endpoint.isPublic()
                || ((checksum(endpoint, id.lastByte()) ^ id.firstWord()) & BOUND_BITS) == 0;
    }

    private static int checksum(Endpoint endpoint, byte random) {
        byte[] mask = endpoint.isV6() ? V6_MASK : V4_MASK;
        byte[] address = endpoint.addressBytes();
        for (int i = 0; i < mask.length; i++) {
            address[i] &= mask[i];
        }
        address[0] |= (byte) ((random & RANDOM_BITS) << 5);
        CRC32C crc = new CRC32C();
        crc.update(address, 0, mask.length);
        return (int) crc.getValue();
    }
}
