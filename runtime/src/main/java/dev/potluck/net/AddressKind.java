package dev.potluck.net;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * What an address is for, by the IANA special-purpose registries (RFC 6890). An IPv6 address that
 * carries an IPv4 one (mapped, 6to4, NAT64) is of the kind of the address it carries, since that is
 * where a packet to it may end.
 */
public enum AddressKind {
    /** Anything not named below: reachable from everywhere. */
    PUBLIC,
    /** {@code 0.0.0.0/8} and {@code ::}: "this host", which most systems connect to themselves. */
    UNSPECIFIED("0.0.0.0/8", "::/128"),
    /** RFC 1122 and RFC 4291. */
    LOOPBACK("127.0.0.0/8", "::1/128"),
    /** RFC 1918, and the old site-local addresses of RFC 3879. */
    PRIVATE("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fec0::/10"),
    /** A provider's own network behind its NAT: RFC 6598. */
    SHARED("100.64.0.0/10"),
    /** RFC 3927 and RFC 4291; cloud metadata services live here. */
    LINK_LOCAL("169.254.0.0/16", "fe80::/10"),
    /** RFC 4193. */
    UNIQUE_LOCAL("fc00::/7"),
    /** RFC 5771 and RFC 4291. */
    MULTICAST("224.0.0.0/4", "ff00::/8"),
    /** RFC 5737, RFC 3849, RFC 9637. */
    DOCUMENTATION(
            "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"),
    /** Protocol assignments, benchmarks, Teredo, discard, and what was never given out. */
    RESERVED("192.0.0.0/24", "198.18.0.0/15", "240.0.0.0/4", "2001::/23", "100::/64");

    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final List<AddressKind> KINDS = List.of(values());
    private static final Cidr MAPPED = Cidr.constant("::ffff:0:0/96");
    private static final Cidr NAT64 = Cidr.constant("64:ff9b::/96");
    private static final Cidr SIX_TO_FOUR = Cidr.constant("2002::/16");
    private static final int SIX_TO_FOUR_OFFSET = 2;
    private static final int TAIL_OFFSET = IPV6_BYTES - IPV4_BYTES;

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of immutable networks
    private final List<Cidr> networks;

    AddressKind(String... networks) {
        this.networks = Arrays.stream(networks).map(Cidr::constant).toList();
    }

    /** The kind of an address; an address has exactly one. */
    public static AddressKind of(InetAddress address) {
        return of(address.getAddress());
    }

    private static AddressKind of(byte[] address) {
        if (address.length == IPV6_BYTES) {
            if (MAPPED.contains(address) || NAT64.contains(address)) {
                return of(Arrays.copyOfRange(address, TAIL_OFFSET, IPV6_BYTES));
            }
            if (SIX_TO_FOUR.contains(address)) {
                return of(Arrays.copyOfRange(
                        address, SIX_TO_FOUR_OFFSET, SIX_TO_FOUR_OFFSET + IPV4_BYTES));
            }
        }
        for (AddressKind kind : KINDS) {
            if (kind.networks.stream().anyMatch(network -> network.contains(address))) {
                return kind;
            }
        }
        return PUBLIC;
    }
}
