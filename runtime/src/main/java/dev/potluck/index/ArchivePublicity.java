package dev.potluck.index;

import dev.potluck.net.AddressKind;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Decides which archives are public, so that what they list may be announced and given to others.
 *
 * <p>An archive of the settings is what its key {@code share} says. Any other is public unless its
 * host is one of a private network, by its address or by its name: one without a dot, or below a
 * name that is not for the Internet. An archive that needs credentials never gets here, for such
 * requests pass through the node and leave nothing behind; one with credentials in its address is
 * refused all the same.
 */
public final class ArchivePublicity {
    /** RFC 6761, RFC 6762, RFC 8375, ICANN's .internal, and what networks use of their own. */
    private static final List<String> PRIVATE_SUFFIXES = List.of(
            ".corp",
            ".home",
            ".home.arpa",
            ".internal",
            ".intranet",
            ".invalid",
            ".lan",
            ".local",
            ".localdomain",
            ".localhost",
            ".onion",
            ".private",
            ".test");

    private final Map<String, Boolean> sharedByName;

    /** @param sharedByName the archives of the settings, and whether each is shared */
    public ArchivePublicity(Map<String, Boolean> sharedByName) {
        this.sharedByName = Map.copyOf(sharedByName);
    }

    /**
     * Whether the archive is public.
     *
     * @param archiveId see {@link Archive#id}
     */
    public boolean isPublic(String archiveId) {
        Boolean configured = sharedByName.get(archiveId);
        return configured == null ? isPublicAddress(archiveId) : configured;
    }

    private static boolean isPublicAddress(String url) {
        try {
            URI uri = new URI(url);
            String host = uri.getHost();
            return host != null && uri.getRawUserInfo() == null && isPublicHost(host);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isPublicHost(String written) {
        String host = written.toLowerCase(Locale.ROOT);
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        if (host.startsWith("[")) {
            return isPublicLiteral(host.substring(1, host.length() - 1));
        }
        int lastDot = host.lastIndexOf('.');
        if (lastDot < 0) {
            return false;
        }
        // A last part of digits is an address (URL standard, 3.5), in whatever notation.
        if (Character.isDigit(host.charAt(lastDot + 1))) {
            return host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}") && isPublicLiteral(host);
        }
        return PRIVATE_SUFFIXES.stream().noneMatch(host::endsWith);
    }

    /** Only for addresses: no name is looked up. */
    private static boolean isPublicLiteral(String address) {
        try {
            return AddressKind.of(InetAddress.getByName(address)) == AddressKind.PUBLIC;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
