package dev.potluck.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * One network in CIDR notation (RFC 4632, RFC 4291 section 2.3): {@code 10.0.0.0/8},
 * {@code fe80::/10}, or a single address.
 */
public final class Cidr {
    /** Longest text looked at; the longest valid one is 49 characters. */
    private static final int MAX_TEXT_LENGTH = 64;

    private static final int IPV4_PARTS = 4;
    private static final int MAX_OCTET = 255;
    private static final int MAX_OCTET_DIGITS = 3;
    private static final int MAX_PREFIX_DIGITS = 3;
    private static final String EXAMPLES = "write it like 10.0.0.0/8, 192.168.1.7 or fd00::/8";

    private final byte[] network;
    private final int prefixBits;

    private Cidr(byte[] network, int prefixBits) {
        this.network = network;
        this.prefixBits = prefixBits;
    }

    /**
     * Reads a network or a single address; names are never looked up.
     *
     * @throws MalformedCidrException if the text is neither, or has bits set beyond its prefix
     */
    public static Cidr parse(String text) throws MalformedCidrException {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        byte[] network = parseAddress(text, address);
        int addressBits = network.length * Byte.SIZE;
        int prefixBits =
                slash < 0 ? addressBits : parsePrefix(text, text.substring(slash + 1), addressBits);
        byte[] masked = mask(network, prefixBits);
        if (!Arrays.equals(masked, network)) {
            throw new MalformedCidrException(
                    text,
                    "it has bits beyond its prefix; did you mean %s/%d or %s/%d?"
                            .formatted(format(masked), prefixBits, address, addressBits));
        }
        return new Cidr(network, prefixBits);
    }

    /** A network that is written in our own source. */
    static Cidr constant(String text) {
        try {
            return parse(text);
        } catch (MalformedCidrException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] parseAddress(String text, String address) throws MalformedCidrException {
        if (text.length() > MAX_TEXT_LENGTH) {
            throw new MalformedCidrException(
                    text.substring(0, MAX_TEXT_LENGTH) + "...", "it is too long");
        }
        return address.indexOf(':') >= 0 ? parseIpv6(text, address) : parseIpv4(text, address);
    }

    private static byte[] parseIpv4(String text, String address) throws MalformedCidrException {
        String[] parts = address.split("\\.", -1);
        if (parts.length != IPV4_PARTS) {
            throw new MalformedCidrException(text, EXAMPLES);
        }
        byte[] bytes = new byte[IPV4_PARTS];
        for (int i = 0; i < IPV4_PARTS; i++) {
            bytes[i] = (byte) parseNumber(text, parts[i], MAX_OCTET_DIGITS, MAX_OCTET);
        }
        return bytes;
    }

    private static byte[] parseIpv6(String text, String address) throws MalformedCidrException {
        if (address.indexOf('%') >= 0 || address.startsWith("[")) {
            throw new MalformedCidrException(text, EXAMPLES);
        }
        try {
            // A text with a colon is a literal or an error to the JDK, never a name to look up. It
            // turns ::ffff:a.b.c.d into IPv4, which is undone here.
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return bytes.length == IPV4_PARTS ? mapped(bytes) : bytes;
        } catch (UnknownHostException e) {
            MalformedCidrException malformed = new MalformedCidrException(text, EXAMPLES);
            malformed.initCause(e);
            throw malformed;
        }
    }

    private static byte[] mapped(byte[] ipv4) {
        byte[] ipv6 = new byte[16];
        ipv6[10] = (byte) MAX_OCTET;
        ipv6[11] = (byte) MAX_OCTET;
        System.arraycopy(ipv4, 0, ipv6, 12, IPV4_PARTS);
        return ipv6;
    }

    private static int parsePrefix(String text, String prefix, int addressBits)
            throws MalformedCidrException {
        return parseNumber(text, prefix, MAX_PREFIX_DIGITS, addressBits);
    }

    private static int parseNumber(String text, String digits, int maxDigits, int max)
            throws MalformedCidrException {
        boolean isNumber = !digits.isEmpty()
                && digits.length() <= maxDigits
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && (digits.length() == 1 || digits.charAt(0) != '0');
        if (!isNumber || Integer.parseInt(digits) > max) {
            throw new MalformedCidrException(
                    text, "'%s' is not a number from 0 to %d; %s".formatted(digits, max, EXAMPLES));
        }
        return Integer.parseInt(digits);
    }

    private static byte[] mask(byte[] address, int prefixBits) {
        byte[] masked = address.clone();
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.max(0, Math.min(Byte.SIZE, prefixBits - i * Byte.SIZE));
            masked[i] = (byte) (masked[i] & (MAX_OCTET << (Byte.SIZE - kept)));
        }
        return masked;
    }

    private static String format(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }

    /** Whether the address is in this network; never true across address families. */
    public boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        int wholeBytes = prefixBits / Byte.SIZE;
        if (!Arrays.equals(address, 0, wholeBytes, network, 0, wholeBytes)) {
            return false;
        }
        int rest = prefixBits % Byte.SIZE;
        int mask = MAX_OCTET << (Byte.SIZE - rest) & MAX_OCTET;
        return rest == 0 || (address[wholeBytes] & mask) == (network[wholeBytes] & mask);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr that
                && prefixBits == that.prefixBits
                && Arrays.equals(network, that.network);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(network) * 31 + prefixBits;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return format(network) + "/" + prefixBits;
    }
}
