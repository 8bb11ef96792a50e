package dev.potluck.mirror;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

/**
 * One request to one mirror.
 *
 * @param method GET or HEAD
 * @param mirror whom to ask; its base path is not added to the target
 * @param target path and query in origin-form, percent-encoded; stray characters get encoded
 * @param headers end-to-end headers: conditions, Range, Authorization, User-Agent ...; Host is ours
 */
public record MirrorRequest(HttpMethod method, Mirror mirror, String target, MultiMap headers) {
    /**
     * @throws IllegalArgumentException if the method is another, or the target not in origin-form
     */
    public MirrorRequest {
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            throw new IllegalArgumentException(
                    "mirrors are asked with GET and HEAD, not " + method);
        }
        if (!target.startsWith("/")) {
            throw new IllegalArgumentException("a target begins with '/', unlike " + target);
        }
        target = PercentEncoding.encodeStray(target);
    }

    /** A GET without further headers. */
    public static MirrorRequest get(Mirror mirror, String target) {
        return new MirrorRequest(
                HttpMethod.GET, mirror, target, MultiMap.caseInsensitiveMultiMap());
    }
}
