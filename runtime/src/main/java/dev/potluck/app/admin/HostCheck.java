package dev.potluck.app.admin;

import dev.potluck.net.Cidr;
import dev.potluck.net.MalformedCidrException;

import java.util.List;
import java.util.Locale;

/**
 * Tells whether a browser was sent here under a name that can only be ours.
 *
 * <p>A page of somebody else's site can have its own name point at 127.0.0.1 and so read our
 * answers as if they were its own (DNS rebinding). It cannot choose the {@code Host} that the
 * browser then sends, so we answer only to addresses, {@code localhost}, and the machine's own
 * name.
 */
final class HostCheck {
    private final List<String> ownNames;

    /** @param machineName the machine's host name, with or without its domain */
    HostCheck(String machineName) {
        String name = machineName.toLowerCase(Locale.ROOT);
        String bare = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        ownNames = List.of("localhost", name, bare, bare + ".local");
    }

    /** Whether a request with this Host header may see admin pages. */
    boolean isOurs(String hostHeader) {
        String host = withoutPort(hostHeader).toLowerCase(Locale.ROOT);
        return ownNames.contains(host) || host.indexOf('/') < 0 && isAddress(host);
    }

    private static String withoutPort(String hostHeader) {
        int colon = hostHeader.lastIndexOf(':');
        return colon > hostHeader.lastIndexOf(']') ? hostHeader.substring(0, colon) : hostHeader;
    }

    private static boolean isAddress(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        try {
            Cidr.parse(bracketed ? host.substring(1, host.length() - 1) : host);
            return true;
        } catch (MalformedCidrException aName) {
            return false;
        }
    }
}
