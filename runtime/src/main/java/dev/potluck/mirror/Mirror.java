package dev.potluck.mirror;

import dev.potluck.api.ArchivePath;
import dev.potluck.net.Reach;

/**
 * The base of one mirror of an archive, as somebody asks for it.
 *
 * @param scheme {@code http} or {@code https}
 * @param host in lower case; an IPv6 address without its brackets
 * @param port never 0
 * @param basePath percent-encoded, with a {@code /} at both ends
 * @param reach from where it was named: it is not asked at addresses that are out of that reach
 */
public record Mirror(String scheme, String host, int port, String basePath, Reach reach) {
    /**
     * @throws IllegalArgumentException if a part is not as described; {@link #parse} takes any text
     */
    public Mirror {
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("scheme " + scheme);
        }
        if (host.isEmpty() || port < 1 || !basePath.startsWith("/") || !basePath.endsWith("/")) {
            throw new IllegalArgumentException(host + ":" + port + basePath);
        }
    }

    /** A mirror that the machine's own user named. */
    public Mirror(String scheme, String host, int port, String basePath) {
        this(scheme, host, port, basePath, Reach.MACHINE);
    }

    /** The same, named by somebody there. */
    public Mirror namedFrom(Reach newReach) {
        return reach == newReach ? this : new Mirror(scheme, host, port, basePath, newReach);
    }

    /**
     * Reads {@code http://mirror.example.org/debian}; a last {@code /} may be missing.
     *
     * @throws MalformedMirrorException if the text is no http or https URL, or has a user name, a
     *     query or a fragment
     */
    public static Mirror parse(String text) throws MalformedMirrorException {
        HttpUrl url = HttpUrl.parse(text);
        if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
            throw new MalformedMirrorException(text, "leave out the query and the fragment");
        }
        String path = PercentEncoding.removeDotSegments(url.target());
        return new Mirror(
                url.scheme(), url.host(), url.port(), path.endsWith("/") ? path : path + "/");
    }

    /**
     * The request target of a file: {@link #basePath}, then the path with all but unreserved
     * characters and {@code / : @ ! $ & ' ( ) * , ; =} encoded ({@code +} is {@code %2B}).
     */
    public String encodedTarget(ArchivePath path) {
        return basePath + PercentEncoding.encodePath(path.value());
    }

    /** Host and, unless it is the scheme's own, port, as in a Host header. */
    public String authority() {
        return url("/").authority();
    }

    HttpUrl url(String target) {
        return new HttpUrl(scheme, host, port, target);
    }

    /** The URL, with its last {@code /}. */
    @Override
    public String toString() {
        return url(basePath).toString();
    }
}
