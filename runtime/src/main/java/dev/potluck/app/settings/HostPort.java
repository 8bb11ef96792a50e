package dev.potluck.app.settings;

import java.util.Optional;

/**
 * A host and a port, as in {@code 127.0.0.1:9977}, {@code [::1]:9977} or {@code cache.lan:9977}.
 *
 * @param host a name or an address, an IPv6 one without its brackets
 * @param port 0 to 65535; 0 lets the system choose
 */
public record HostPort(String host, int port) {
    /** The highest port there is. */
    public static final int MAX_PORT = 65535;

    /** The pair that a text writes, or nothing when it is none. */
    public static Optional<HostPort> parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            return Optional.empty();
        }
        boolean wellFormed = host.matches("[A-Za-z0-9._:%-]+");
        return wellFormed && port <= MAX_PORT
                ? Optional.of(new HostPort(host, port))
                : Optional.empty();
    }

    /** As {@link #parse} reads it; IPv6 addresses in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
