package dev.potluck.lan;

import dev.potluck.net.Cidr;
import dev.potluck.net.MalformedCidrException;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A network that this machine is on.
 *
 * @param address our address there, at which multicast DNS is spoken
 * @param subnets the addresses that belong to it
 */
public record OwnNetwork(InetAddress address, List<Cidr> subnets) {
    /** Networks looked at; a machine with more has them for containers. */
    static final int MAX_NETWORKS = 4;

    /**
     * The networks on which nodes are looked for: all that can multicast, but not the machine's own
     * loopback; or only that of one address, whatever it is.
     *
     * @param host {@code ::}, {@code 0.0.0.0}, or an address of this machine
     */
    public static List<OwnNetwork> of(String host) throws SocketException {
        boolean all = host.equals("::") || host.equals("0.0.0.0");
        List<OwnNetwork> networks = new ArrayList<>();
        for (NetworkInterface device : NetworkInterface.networkInterfaces().toList()) {
            boolean fit = all
                    ? device.isUp() && device.supportsMulticast() && !device.isLoopback()
                    : has(device, host);
            if (fit && networks.size() < MAX_NETWORKS) {
                add(networks, device, all ? "" : host);
            }
        }
        return networks;
    }

    private static boolean has(NetworkInterface device, String host) {
        return device.inetAddresses().anyMatch(address -> bare(address).equals(host));
    }

    private static String bare(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "");
    }

    /** IPv4 first: multicast DNS of most networks is in it. */
    private static void add(List<OwnNetwork> into, NetworkInterface device, String host) {
        List<Cidr> subnets = new ArrayList<>();
        for (InterfaceAddress own : device.getInterfaceAddresses()) {
            subnets.add(subnet(own.getAddress(), own.getNetworkPrefixLength()));
        }
        device.inetAddresses()
                .filter(address -> host.isEmpty()
                        ? !address.isLinkLocalAddress()
                        : bare(address).equals(host))
                .min(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                .ifPresent(address -> into.add(new OwnNetwork(address, List.copyOf(subnets))));
    }

    /** The network of an address: the bits behind its prefix are 0. */
    static Cidr subnet(InetAddress address, int prefixBits) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.max(0, Math.min(Byte.SIZE, prefixBits - i * Byte.SIZE));
            bytes[i] &= (byte) (0xff << Byte.SIZE - kept);
        }
        try {
            String network = InetAddress.getByAddress(bytes).getHostAddress();
            return Cidr.parse(network + "/" + prefixBits);
        } catch (MalformedCidrException | UnknownHostException e) {
            throw new IllegalStateException("no network: " + address + "/" + prefixBits, e);
        }
    }

    /** Whether an address belongs to this network. */
    boolean contains(InetAddress other) {
        return subnets.stream().anyMatch(subnet -> subnet.contains(other));
    }
}
