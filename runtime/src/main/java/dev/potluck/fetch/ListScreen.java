package dev.potluck.fetch;

import dev.potluck.mirror.MalformedMirrorException;
import dev.potluck.mirror.Mirror;
import dev.potluck.mirror.MirrorGroup;
import dev.potluck.net.AddressRules;
import dev.potluck.net.Reach;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes out of a list of mirrors what the node must not ask: other schemes, addresses that whoever
 * made the list cannot reach, and the node itself. Hosts with names are checked again where they
 * are asked, by the addresses that they have then.
 *
 * @param reach from where the list comes
 * @param self the node itself
 */
record ListScreen(AddressRules rules, Reach reach, Mirror self) {
    /** The base URLs that are left, best first, each once. */
    List<String> usable(List<String> mirrors) {
        List<String> usable = new ArrayList<>();
        for (String text : mirrors) {
            try {
                Mirror mirror = Mirror.parse(text);
                if (isPermitted(mirror) && !usable.contains(mirror.toString())) {
                    usable.add(mirror.toString());
                }
            } catch (MalformedMirrorException e) {
                continue; // file:, ftp:, rsync:, a password, a query: lists are full of them
            }
            if (usable.size() == MirrorGroup.MAX_MIRRORS) {
                break;
            }
        }
        return usable;
    }

    private boolean isPermitted(Mirror mirror) {
        String host = mirror.host();
        if (ListedArchives.isOne(mirror) || host.equals(self.host()) && isOwnPort(mirror)) {
            return false;
        }
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return reach == Reach.MACHINE && !isOwnPort(mirror);
        }
        return !isAddress(host) || isPermitted(host, mirror);
    }

    private boolean isPermitted(String address, Mirror mirror) {
        try {
            InetAddress parsed = InetAddress.getByName(address); // asks no name service
            boolean isOwn = rules.reachOf(parsed) == Reach.MACHINE && isOwnPort(mirror);
            return !isOwn && rules.permits(reach, parsed);
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }

    private boolean isOwnPort(Mirror mirror) {
        return mirror.port() == self.port();
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    }
}
