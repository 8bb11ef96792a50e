package dev.potluck.mirror;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** The headers that go to a mirror: the caller's, and what a proxy owes to the next server. */
final class RequestHeaders {
    private static final CharSequence VIA = HttpHeaders.createOptimized("via");

    private RequestHeaders() {}

    static MultiMap of(MirrorRequest request, String name, boolean carriesCredentials) {
        MultiMap headers = HttpHeaders.headers().addAll(HopByHop.strip(request.headers()));
        headers.remove(HttpHeaders.HOST);
        if (!carriesCredentials) {
            headers.remove(HttpHeaders.AUTHORIZATION);
            headers.remove(HttpHeaders.COOKIE);
        }
        if (!headers.contains(HttpHeaders.USER_AGENT)) {
            headers.set(HttpHeaders.USER_AGENT, name);
        }
        String via = "1.1 " + name;
        String earlier = String.join(", ", headers.getAll(VIA));
        return headers.set(VIA, earlier.isEmpty() ? via : earlier + ", " + via);
    }
}
