package dev.potluck.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An IP address and a port, kept small: tables hold hundreds of them.
 *
 * <p>Compact form on the wire (BEP 5, BEP 32): the address, 4 or 16 bytes, then the port, 2 bytes,
 * in network order. Sample: {@code c0 00 02 07 26 fa} is 192.0.2.7:9978.
 */
public final class Endpoint {
    /** Bytes of the compact form of an IPv4 endpoint. */
    public static final int COMPACT_V4_BYTES = 6;
    /** Bytes of the compact form of an IPv6 endpoint. */
    public static final int COMPACT_V6_BYTES = 18;

    private static final int MAX_PORT = 65_535;
    private static final int V4_BYTES = 4;

    private final long high;
    private final long low;
    private final int port;
    private final boolean ipv6;

    private Endpoint(long high, long low, int port, boolean ipv6) {
        this.high = high;
        this.low = low;
        this.port = port;
        this.ipv6 = ipv6;
    }

    /** An IPv4 endpoint, the address as 32 bits in network order. */
    public static Endpoint ofV4(int address, int port) {
        return new Endpoint(0, address & 0xffff_ffffL, checkPort(port), false);
    }

    /** An IPv6 endpoint, the address as two halves of 64 bits in network order. */
    public static Endpoint ofV6(long high, long low, int port) {
        return new Endpoint(high, low, checkPort(port), true);
    }

    /** The endpoint of a resolved socket address. */
    public static Endpoint of(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        if (ip == null) {
            throw new IllegalArgumentException("unresolved: " + address);
        }
        return of(ip.getAddress(), address.getPort());
    }

    private static Endpoint of(byte[] ip, int port) {
        ByteBuffer bytes = ByteBuffer.wrap(ip);
        return ip.length == V4_BYTES
                ? ofV4(bytes.getInt(), port)
                : ofV6(bytes.getLong(), bytes.getLong(), port);
    }

    /**
     * Reads the compact form.
     *
     * @param compact bytes that hold it at their position, which moves past it
     * @param ipv6 whether it is of 18 bytes, not 6
     */
    public static Endpoint fromCompact(ByteBuffer compact, boolean ipv6) {
        if (ipv6) {
            return new Endpoint(
                    compact.getLong(), compact.getLong(), compact.getShort() & 0xffff, true);
        }
        return new Endpoint(0, compact.getInt() & 0xffff_ffffL, compact.getShort() & 0xffff, false);
    }

    private static int checkPort(int port) {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port " + port);
        }
        return port;
    }

    /** Appends the compact form. */
    public void putCompact(ByteBuffer out) {
        if (ipv6) {
            out.putLong(high).putLong(low).putShort((short) port);
        } else {
            out.putInt((int) low).putShort((short) port);
        }
    }

    /** Size of the compact form. */
    public int compactBytes() {
        return ipv6 ? COMPACT_V6_BYTES : COMPACT_V4_BYTES;
    }

    /** The address alone: 4 or 16 bytes in network order. */
    public byte[] addressBytes() {
        return Arrays.copyOf(compact(), compactBytes() - Short.BYTES);
    }

    /** The compact form. */
    public byte[] compact() {
        ByteBuffer out = ByteBuffer.allocate(compactBytes());
        putCompact(out);
        return out.array();
    }

    /** The port, 0 to 65535. */
    public int port() {
        return port;
    }

    /** Whether the address is of IPv6. */
    public boolean isV6() {
        return ipv6;
    }

    /** The same address with another port. */
    public Endpoint withPort(int newPort) {
        return new Endpoint(high, low, checkPort(newPort), ipv6);
    }

    /**
     * Whether the address belongs to the public Internet: not private (RFC 1918, RFC 4193),
     * loopback, link-local, shared (RFC 6598), multicast or reserved.
     */
    public boolean isPublic() {
        return ipv6 ? isPublicV6() : isPublicV4();
    }

    private boolean isPublicV4() {
        int first = (int) (low >>> 24);
        int second = (int) (low >>> 16) & 0xff;
        return first != 0
                && first != 10
                && first != 127
                && first < 224
                && !(first == 100 && (second & 0xc0) == 64)
                && !(first == 169 && second == 254)
                && !(first == 172 && (second & 0xf0) == 16)
                && !(first == 192 && second == 168);
    }

    /** Only 2000::/3 is given out, and 2001:db8::/32 in it is for documents. */
    private boolean isPublicV6() {
        return high >>> 61 == 1 && high >>> 32 != 0x2001_0db8L;
    }

    /**
     * Who is behind the address, as far as an address tells: a whole IPv4 address, an IPv6 /64. Not
     * public ones are told apart by port too, since many nodes on one machine are normal there.
     */
    public long holderKey() {
        if (!isPublic()) {
            return mix(high * 31 + low) ^ port;
        }
        return ipv6 ? mix(high) : low;
    }

    /** The network of the holder: the IPv4 /24 or the IPv6 /64. */
    public long siteKey() {
        return ipv6 ? mix(high) : low >>> 8;
    }

    /** The wider network: the IPv4 /16 or the IPv6 /32. */
    public long networkKey() {
        return ipv6 ? mix(high >>> 32) : low >>> 16;
    }

    /** Whether the address is the same, whatever the port. */
    public boolean sameAddress(Endpoint other) {
        return high == other.high && low == other.low && ipv6 == other.ipv6;
    }

    private static long mix(long value) {
        long mixed = value * 0x9e37_79b9_7f4a_7c15L;
        return mixed ^ mixed >>> 29;
    }

    /** For the socket that sends. */
    public InetSocketAddress toSocketAddress() {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(addressBytes()), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes is legal", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Endpoint that
                && low == that.low
                && port == that.port
                && high == that.high
                && ipv6 == that.ipv6;
    }

    @Override
    public int hashCode() {
        long mixed = mix(low * 31 + high + ((long) port << 40));
        return (int) (mixed >>> 32);
    }

    /** {@code 192.0.2.7:9978} or {@code [2001:db8::7]:9978}. */
    @Override
    public String toString() {
        String ip = toSocketAddress().getAddress().getHostAddress();
        return ipv6 ? "[" + ip + "]:" + port : ip + ":" + port;
    }
}
