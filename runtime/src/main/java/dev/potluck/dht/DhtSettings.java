package dev.potluck.dht;

/**
 * How a node takes part.
 *
 * @param ipv4 whether in the network of IPv4
 * @param ipv6 whether in the network of IPv6
 * @param peerPort the TCP port that is announced, 1 to 65535
 * @param announceBytesPerSecond the most that announcing may cost, answers and headers included
 * @param membership in whose network it is
 */
public record DhtSettings(
        boolean ipv4,
        boolean ipv6,
        int peerPort,
        int announceBytesPerSecond,
        Membership membership) {
    /** In whose network a node is. */
    public enum Membership {
        /** In our own: nodes of others are answered, but enter no table. */
        OWN,
        /** In that of whoever answers, as trials against other programs want it. */
        ANY,
        /** In another for a moment: it asks, but answers nobody, and says so (BEP 43). */
        GUEST
    }

    /** What announcing may cost when nobody says otherwise. */
    public static final int DEFAULT_ANNOUNCE_BYTES_PER_SECOND = 300;

    private static final int MIN_ANNOUNCE_BYTES_PER_SECOND = 10;
    private static final int MAX_PORT = 65_535;

    /** Checks the values. */
    public DhtSettings {
        if (!ipv4 && !ipv6) {
            throw new IllegalArgumentException("neither IPv4 nor IPv6");
        }
        if (peerPort < 1 || peerPort > MAX_PORT) {
            throw new IllegalArgumentException("peer port " + peerPort);
        }
        if (announceBytesPerSecond < MIN_ANNOUNCE_BYTES_PER_SECOND) {
            throw new IllegalArgumentException("announcing at " + announceBytesPerSecond + " B/s");
        }
    }

    /** IPv4 alone, with the default budget. */
    public static DhtSettings ipv4Only(int peerPort) {
        return new DhtSettings(
                true, false, peerPort, DEFAULT_ANNOUNCE_BYTES_PER_SECOND, Membership.OWN);
    }

    /** Both families, with the default budget. */
    public static DhtSettings dualStack(int peerPort) {
        return new DhtSettings(
                true, true, peerPort, DEFAULT_ANNOUNCE_BYTES_PER_SECOND, Membership.OWN);
    }

    /** IPv4 among nodes of any network. */
    public static DhtSettings amongForeignNodes(int peerPort) {
        return new DhtSettings(
                true, false, peerPort, DEFAULT_ANNOUNCE_BYTES_PER_SECOND, Membership.ANY);
    }
}
