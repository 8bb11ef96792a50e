package dev.potluck.app.settings;

import java.util.Locale;
import java.util.Optional;

/**
 * Hosts by name: {@code *} is every host, {@code *.debian.org} every name below debian.org, and
 * anything else one name. Upper and lower case are the same (RFC 4343).
 */
public record HostPattern(String text) {
    /** The pattern that a text writes, or nothing when it is none. */
    public static Optional<HostPattern> parse(String text) {
        return text.equals("*") || text.matches("(\\*\\.)?[A-Za-z0-9._:-]+")
                ? Optional.of(new HostPattern(text.toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }

    /** Whether the host is one of these. */
    public boolean matches(String host) {
        if (text.equals("*")) {
            return true;
        }
        String name = host.toLowerCase(Locale.ROOT);
        return text.startsWith("*.") ? name.endsWith(text.substring(1)) : name.equals(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
