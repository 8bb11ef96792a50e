package dev.potluck.dht.krpc;

import dev.potluck.bencode.ByteString;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * A point of the 160-bit key space: the id of a node, or the key of a file (Kademlia paper, 2.1).
 *
 * <p>The distance of two points is their bitwise exclusive or, read as an unsigned number. Held in
 * three words, since tables hold hundreds and a lookup compares thousands.
 */
public final class NodeId implements Comparable<NodeId> {
    /** Size on the wire. */
    public static final int SIZE_BYTES = 20;
    /** Size in bits; also the common prefix of a point with itself. */
    public static final int SIZE_BITS = 160;

    private final long high;
    private final long middle;
    private final int low;

    private NodeId(long high, long middle, int low) {
        this.high = high;
        this.middle = middle;
        this.low = low;
    }

    /** Reads 20 bytes from the position of {@code bytes}, which moves past them. */
    public static NodeId read(ByteBuffer bytes) {
        return new NodeId(bytes.getLong(), bytes.getLong(), bytes.getInt());
    }

    /** The first 20 of {@code bytes}: of a SHA-256, say. */
    public static NodeId ofPrefix(byte[] bytes) {
        return read(ByteBuffer.wrap(bytes));
    }

    /** Reads 40 hexadecimal digits; {@link IllegalArgumentException} for anything else. */
    public static NodeId ofHex(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        if (bytes.length != SIZE_BYTES) {
            throw new IllegalArgumentException("40 hexadecimal digits expected: " + hex);
        }
        return ofPrefix(bytes);
    }

    /** A point drawn evenly from the whole space. */
    public static NodeId random(RandomGenerator random) {
        return new NodeId(random.nextLong(), random.nextLong(), random.nextInt());
    }

    /** A random point that shares exactly {@code bits} leading bits with this one. */
    public NodeId randomAtPrefix(int bits, RandomGenerator random) {
        NodeId drawn = random(random);
        NodeId sharing = drawn.withPrefixOf(this, bits);
        return bits < SIZE_BITS && sharing.bit(bits) == bit(bits) ? sharing.flip(bits) : sharing;
    }

    /** This point with its first {@code bits} bits replaced by those of {@code other}. */
    public NodeId withPrefixOf(NodeId other, int bits) {
        long highMask = mask(Math.min(bits, 64));
        long middleMask = mask(Math.min(Math.max(bits - 64, 0), 64));
        int lowMask = (int) (mask(Math.max(bits - 128, 0)) >>> 32);
        return new NodeId(
                (high & ~highMask) | (other.high & highMask),
                (middle & ~middleMask) | (other.middle & middleMask),
                (low & ~lowMask) | (other.low & lowMask));
    }

    private static long mask(int leadingBits) {
        return leadingBits == 0 ? 0 : -1L << (64 - leadingBits);
    }

    private boolean bit(int index) {
        if (index < 64) {
            return (high >>> (63 - index) & 1) == 1;
        }
        return index < 128 ? (middle >>> (127 - index) & 1) == 1 : (low >>> (159 - index) & 1) == 1;
    }

    private NodeId flip(int index) {
        return new NodeId(
                index < 64 ? high ^ 1L << (63 - index) : high,
                index >= 64 && index < 128 ? middle ^ 1L << (127 - index) : middle,
                index >= 128 ? low ^ 1 << (159 - index) : low);
    }

    /** The next point, that is this plus one; after the last comes zero. */
    public NodeId next() {
        int nextLow = low + 1;
        long nextMiddle = nextLow == 0 ? middle + 1 : middle;
        boolean carries = nextLow == 0 && nextMiddle == 0;
        return new NodeId(carries ? high + 1 : high, nextMiddle, nextLow);
    }

    /** How many leading bits both share: 160 when they are equal. */
    public int commonPrefixBits(NodeId other) {
        long highDifference = high ^ other.high;
        if (highDifference != 0) {
            return Long.numberOfLeadingZeros(highDifference);
        }
        long middleDifference = middle ^ other.middle;
        if (middleDifference != 0) {
            return 64 + Long.numberOfLeadingZeros(middleDifference);
        }
        return 128 + Integer.numberOfLeadingZeros(low ^ other.low);
    }

    /** Negative when {@code a} is nearer to this point than {@code b}, 0 when they are equal. */
    public int compareDistance(NodeId a, NodeId b) {
        int order = Long.compareUnsigned(high ^ a.high, high ^ b.high);
        if (order == 0) {
            order = Long.compareUnsigned(middle ^ a.middle, middle ^ b.middle);
        }
        return order == 0 ? Integer.compareUnsigned(low ^ a.low, low ^ b.low) : order;
    }

    /** The distance's first 64 bits as a share of the whole space, 0 to 1. */
    public double distanceShare(NodeId other) {
        return ((high ^ other.high) >>> 1) * 0x1p-63;
    }

    /** The place on a ring of the whole space, 0 to 1: the first 64 bits. */
    public double position() {
        return (high >>> 1) * 0x1p-63;
    }

    /** Appends the 20 bytes. */
    public void writeTo(ByteBuffer out) {
        out.putLong(high).putLong(middle).putInt(low);
    }

    /** The 20 bytes. */
    public byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(SIZE_BYTES);
        writeTo(out);
        return out.array();
    }

    /** The middle 64 bits: as good as a hash of the whole. */
    public long middleWord() {
        return middle;
    }

    /** The last of the 20 bytes, where BEP 42 keeps a random number. */
    public byte lastByte() {
        return (byte) low;
    }

    /** The first 32 bits, of which BEP 42 fixes 21. */
    public int firstWord() {
        return (int) (high >>> 32);
    }

    /** This point with another first word and another last byte. */
    public NodeId withEnds(int firstWord, byte lastByte) {
        return new NodeId(
                (long) firstWord << 32 | high & 0xffff_ffffL,
                middle,
                low & 0xffff_ff00 | lastByte & 0xff);
    }

    /** As a byte string. */
    public ByteString toByteString() {
        return ByteString.of(toBytes());
    }

    /** The order of the 20 bytes as an unsigned number. */
    @Override
    public int compareTo(NodeId other) {
        int order = Long.compareUnsigned(high, other.high);
        if (order == 0) {
            order = Long.compareUnsigned(middle, other.middle);
        }
        return order == 0 ? Integer.compareUnsigned(low, other.low) : order;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeId that
                && high == that.high
                && middle == that.middle
                && low == that.low;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(high) * 31 + Long.hashCode(middle) + low;
    }

    /** 40 hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(toBytes());
    }
}
