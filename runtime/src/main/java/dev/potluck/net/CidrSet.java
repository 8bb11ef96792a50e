package dev.potluck.net;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Some networks, such as an allow list in the settings. */
public record CidrSet(List<Cidr> networks) {
    /** Most networks in a set: each is compared in turn. */
    public static final int MAX_NETWORKS = 256;

    /** No network at all. */
    public static final CidrSet EMPTY = new CidrSet(List.of());

    /** @throws IllegalArgumentException if there are more than {@link #MAX_NETWORKS} */
    public CidrSet {
        if (networks.size() > MAX_NETWORKS) {
            throw new IllegalArgumentException("more than " + MAX_NETWORKS + " networks");
        }
        networks = List.copyOf(networks);
    }

    /**
     * Reads one network from each text.
     *
     * @throws MalformedCidrException if one is malformed, or there are too many
     */
    public static CidrSet parse(List<String> texts) throws MalformedCidrException {
        List<Cidr> networks = new ArrayList<>();
        for (String text : texts) {
            if (networks.size() == MAX_NETWORKS) {
                throw new MalformedCidrException(text, "a list has at most " + MAX_NETWORKS);
            }
            networks.add(Cidr.parse(text));
        }
        return new CidrSet(networks);
    }

    /** Whether any of the networks holds the address. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        for (Cidr network : networks) {
            if (network.contains(bytes)) {
                return true;
            }
        }
        return false;
    }
}
