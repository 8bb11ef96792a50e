package dev.potluck.proxy;

import dev.potluck.mirror.MalformedMirrorException;
import dev.potluck.mirror.Mirror;

import java.util.Locale;

/**
 * What a request line asks for: a file upstream, in one of the forms that package managers use, or
 * something of the node itself.
 *
 * <pre>
 * GET http://host/path            proxy form (RFC 9112 section 3.2.2)
 * GET http://HTTPS///host/path    proxy form, TLS upstream, as apt-cacher-ng has it
 * GET /host/path                  prefix form
 * GET /https/host/path            prefix form, TLS upstream
 * GET /HTTPS///host/path          prefix form, TLS upstream, as apt-cacher-ng has it
 * GET /  and  GET /-/...          the node's own pages
 * </pre>
 */
sealed interface RequestTarget {
    /** One of the node's own pages. */
    record Own() implements RequestTarget {}

    /**
     * A file upstream.
     *
     * @param host the root of the host that has it
     * @param target path and query, as the client encoded them
     */
    record Remote(Mirror host, String target) implements RequestTarget {
        boolean hasQuery() {
            return target.indexOf('?') >= 0;
        }
    }

    /** @throws BadRequestException if it is in none of the forms */
    static RequestTarget parse(String uri) throws BadRequestException {
        String lower = uri.substring(0, Math.min(8, uri.length())).toLowerCase(Locale.ROOT);
        if (lower.startsWith("http://")) {
            return proxyForm("http", uri.substring(7));
        }
        if (lower.startsWith("https://")) {
            return proxyForm("https", uri.substring(8));
        }
        if (!uri.startsWith("/")) {
            throw new BadRequestException(400, "the request target '" + uri + "' is not a URL");
        }
        if (isOwn(uri)) {
            return new Own();
        }
        return prefixForm(uri.substring(1));
    }

    private static boolean isOwn(String uri) {
        return uri.equals("/")
                || uri.startsWith("/?")
                || uri.startsWith("/-/")
                || uri.indexOf('/', 1) < 0;
    }

    private static RequestTarget proxyForm(String scheme, String rest) throws BadRequestException {
        return rest.startsWith("HTTPS///")
                ? remote("https", rest.substring("HTTPS///".length()))
                : remote(scheme, rest);
    }

    private static RequestTarget prefixForm(String rest) throws BadRequestException {
        if (rest.startsWith("HTTPS///")) {
            return remote("https", rest.substring("HTTPS///".length()));
        }
        if (rest.startsWith("https/")) {
            return remote("https", rest.substring("https/".length()));
        }
        return remote("http", rest);
    }

    private static RequestTarget remote(String scheme, String rest) throws BadRequestException {
        int slash = rest.indexOf('/');
        int query = rest.indexOf('?');
        int end = slash >= 0 && (query < 0 || slash < query) ? slash : query;
        String authority = end < 0 ? rest : rest.substring(0, end);
        String path = end < 0 ? "/" : rest.substring(end);
        int fragment = path.indexOf('#');
        if (fragment >= 0) {
            path = path.substring(0, fragment);
        }
        try {
            Mirror host = Mirror.parse(scheme + "://" + authority + "/");
            return new Remote(host, path.startsWith("/") ? path : "/" + path);
        } catch (MalformedMirrorException e) {
            throw new BadRequestException(400, String.valueOf(e.getMessage()));
        }
    }
}
