package dev.potluck.mirror;

import java.util.Locale;

/**
 * An http or https URL, cut where a client needs it. It is read by hand, since {@code java.net.URI}
 * refuses hosts and characters that mirrors do use (underscores, {@code [}, spaces in Location).
 *
 * @param scheme {@code http} or {@code https}
 * @param host in lower case; an IPv6 address without its brackets
 * @param port never 0: the scheme's own when the URL names none
 * @param target path and query, percent-encoded, beginning with {@code /}
 */
record HttpUrl(String scheme, String host, int port, String target) {
    /** Longest URL accepted, in characters. */
    static final int MAX_LENGTH = 8192;

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_PORT_DIGITS = 5;
    private static final int MAX_HOST_LENGTH = 253;

    /** Reads an absolute URL; its fragment is dropped, user information is refused. */
    static HttpUrl parse(String url) throws MalformedMirrorException {
        if (url.length() > MAX_LENGTH) {
            throw new MalformedMirrorException(
                    url.substring(0, 80) + "...", "it has more than " + MAX_LENGTH + " characters");
        }
        int colon = url.indexOf("://");
        String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new MalformedMirrorException(url, "it must begin with http:// or https://");
        }
        int start = colon + "://".length();
        int end = start;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        String authority = url.substring(start, end);
        if (authority.indexOf('@') >= 0) {
            throw new MalformedMirrorException(
                    url.replace(authority, "..."), "it must not hold a user name or password");
        }
        int bracket = authority.lastIndexOf(']');
        int portColon = authority.indexOf(':', Math.max(bracket, 0));
        String host = authority.substring(0, portColon < 0 ? authority.length() : portColon);
        String digits = portColon < 0 ? "" : authority.substring(portColon + 1);
        return new HttpUrl(
                scheme, parseHost(url, host), parsePort(url, digits, scheme), target(url, end));
    }

    private static String parseHost(String url, String host) throws MalformedMirrorException {
        if (host.startsWith("[") && host.endsWith("]")) {
            String address = host.substring(1, host.length() - 1).toLowerCase(Locale.ROOT);
            if (address.indexOf(':') < 0 || !address.matches("[0-9a-f:.]+")) {
                throw new MalformedMirrorException(url, "there is no IPv6 address in the brackets");
            }
            return address;
        }
        if (host.isEmpty()
                || host.length() > MAX_HOST_LENGTH
                || !host.matches("[A-Za-z0-9._-]+")
                || host.startsWith(".")) {
            throw new MalformedMirrorException(
                    url, "a host has letters, digits, '.', '-' and '_' (write IDNs as xn--...)");
        }
        return host.toLowerCase(Locale.ROOT);
    }

    private static int parsePort(String url, String digits, String scheme)
            throws MalformedMirrorException {
        if (digits.isEmpty()) {
            return defaultPort(scheme);
        }
        boolean isNumber = digits.length() <= MAX_PORT_DIGITS
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = isNumber ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > MAX_PORT) {
            throw new MalformedMirrorException(url, "a port is a number from 1 to " + MAX_PORT);
        }
        return port;
    }

    private static String target(String url, int start) {
        int hash = url.indexOf('#', start);
        String target =
                PercentEncoding.encodeStray(url.substring(start, hash < 0 ? url.length() : hash));
        return target.startsWith("/") ? target : "/" + target;
    }

    static int defaultPort(String scheme) {
        return scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
    }

    /** Where a Location header of this URL's answer leads (RFC 9110 section 10.2.2). */
    HttpUrl resolve(String location) throws MalformedMirrorException {
        String trimmed = location.strip();
        if (trimmed.matches("(?s)[A-Za-z][A-Za-z0-9+.-]*:.*")) {
            return parse(trimmed);
        }
        if (trimmed.startsWith("//")) {
            return parse(scheme + ":" + trimmed);
        }
        if (trimmed.startsWith("/")) {
            return parse(origin() + trimmed);
        }
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        if (trimmed.isEmpty() || trimmed.startsWith("?") || trimmed.startsWith("#")) {
            return parse(origin() + path + trimmed);
        }
        String directory = path.substring(0, path.lastIndexOf('/') + 1);
        return parse(origin() + PercentEncoding.removeDotSegments(directory + trimmed));
    }

    boolean isSecure() {
        return scheme.equals("https");
    }

    /** Host as it stands in a URL: an IPv6 address within brackets. */
    String bracketedHost() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** Host and, unless it is the scheme's own, port, as in a Host header. */
    String authority() {
        return port == defaultPort(scheme) ? bracketedHost() : bracketedHost() + ":" + port;
    }

    private String origin() {
        return scheme + "://" + authority();
    }

    /**
     * Whether credentials for this URL may also go to the other: same host and port, or the same
     * host where plain HTTP on its own port became HTTPS on its own.
     */
    boolean sharesCredentialsWith(HttpUrl other) {
        boolean bothDefault =
                port == defaultPort(scheme) && other.port == defaultPort(other.scheme);
        return host.equals(other.host) && (port == other.port || bothDefault);
    }

    @Override
    public String toString() {
        return origin() + target;
    }
}
