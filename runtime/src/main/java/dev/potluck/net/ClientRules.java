package dev.potluck.net;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Who may use the proxy: words for kinds of addresses, and networks.
 *
 * <p>The words: {@code loopback}; {@code private} (RFC 1918, RFC 4193 and link-local); {@code all}.
 */
public final class ClientRules {
    /** This machine only. */
    public static final ClientRules LOOPBACK =
            new ClientRules(EnumSet.of(AddressKind.LOOPBACK), CidrSet.EMPTY);

    /** This machine, and networks that the Internet does not reach. */
    public static final ClientRules LOCAL = new ClientRules(
            EnumSet.of(
                    AddressKind.LOOPBACK,
                    AddressKind.PRIVATE,
                    AddressKind.UNIQUE_LOCAL,
                    AddressKind.LINK_LOCAL),
            CidrSet.EMPTY);

    private static final Set<AddressKind> LOCAL_NETWORK =
            EnumSet.of(AddressKind.PRIVATE, AddressKind.UNIQUE_LOCAL, AddressKind.LINK_LOCAL);

    private final Set<AddressKind> kinds;
    private final CidrSet networks;

    private ClientRules(Set<AddressKind> kinds, CidrSet networks) {
        this.kinds = kinds;
        this.networks = networks;
    }

    /**
     * Reads a list such as {@code loopback, 192.168.7.0/24}.
     *
     * @throws MalformedCidrException if an entry is neither a known word nor a network
     */
    public static ClientRules parse(List<String> entries) throws MalformedCidrException {
        EnumSet<AddressKind> kinds = EnumSet.noneOf(AddressKind.class);
        List<String> networks = new ArrayList<>();
        for (String entry : entries) {
            switch (entry.toLowerCase(Locale.ROOT)) {
                case "loopback" -> kinds.add(AddressKind.LOOPBACK);
                case "private" -> kinds.addAll(LOCAL_NETWORK);
                case "all" -> kinds.addAll(EnumSet.allOf(AddressKind.class));
                default -> networks.add(entry);
            }
        }
        return new ClientRules(kinds, CidrSet.parse(networks));
    }

    /** Permits whom these or the others permit; at most as many networks as each may have. */
    public ClientRules or(ClientRules others) {
        Set<AddressKind> allKinds = EnumSet.noneOf(AddressKind.class);
        allKinds.addAll(kinds);
        allKinds.addAll(others.kinds);
        List<Cidr> allNetworks = new ArrayList<>(networks.networks());
        allNetworks.addAll(others.networks.networks());
        return new ClientRules(allKinds, new CidrSet(allNetworks));
    }

    /** Whether a client at this address may use the proxy. */
    public boolean permits(InetAddress client) {
        return kinds.contains(AddressKind.of(client)) || networks.contains(client);
    }
}
