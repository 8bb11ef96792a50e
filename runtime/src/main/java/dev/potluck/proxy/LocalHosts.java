package dev.potluck.proxy;

import dev.potluck.net.AddressKind;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/** Hosts that name the machine that asks, whichever it is. */
final class LocalHosts {
    private LocalHosts() {}

    /** Whether the host, a name or an address, is the loopback or of this link (RFC 6761, 6.3). */
    static boolean isLocal(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || isAddress(name) && isLocalAddress(name);
    }

    private static boolean isAddress(String name) {
        return name.indexOf(':') >= 0 || name.matches("[0-9.]+");
    }

    private static boolean isLocalAddress(String address) {
        try {
            AddressKind kind =
                    AddressKind.of(InetAddress.getByName(address)); // asks no name service
            return kind == AddressKind.LOOPBACK
                    || kind == AddressKind.UNSPECIFIED
                    || kind == AddressKind.LINK_LOCAL;
        } catch (UnknownHostException notAnAddress) {
            return true;
        }
    }
}
