package dev.potluck.mirror;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

import java.util.List;

/** The headers that go to a mirror: the caller's, and what a proxy owes to the next server. */
final class RequestHeaders {
    private static final CharSequence VIA = HttpHeaders.createOptimized("via");

    /**
     * Mirrors are sent no bodies. One that is told of a body takes the next request on the kept
     * connection for it. (Transfer-Encoding goes with {@link HopByHop}.)
     */
    private static final List<CharSequence> OF_BODIES = List.of(
            HttpHeaders.CONTENT_LENGTH,
            HttpHeaders.CONTENT_ENCODING,
            HttpHeaders.createOptimized("expect"));

    private RequestHeaders() {}

    static MultiMap of(MirrorRequest request, MirrorSettings settings, boolean carriesCredentials) {
        MultiMap headers = HttpHeaders.headers().addAll(HopByHop.strip(request.headers()));
        headers.remove(HttpHeaders.HOST);
        OF_BODIES.forEach(headers::remove);
        if (!carriesCredentials) {
            headers.remove(HttpHeaders.AUTHORIZATION);
            headers.remove(HttpHeaders.COOKIE);
        }
        if (!headers.contains(HttpHeaders.USER_AGENT)) {
            headers.set(HttpHeaders.USER_AGENT, settings.userAgent());
        }
        String via = "1.1 " + settings.via();
        String earlier = String.join(", ", headers.getAll(VIA));
        return headers.set(VIA, earlier.isEmpty() ? via : earlier + ", " + via);
    }
}
