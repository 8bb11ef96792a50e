package dev.potluck.proxy;

import dev.potluck.mirror.MalformedMirrorException;
import dev.potluck.mirror.Mirror;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;

/** Where a client finds this node, as its request shows. */
final class OwnUrl {
    private OwnUrl() {}

    /**
     * What goes before the name of a host in a URL that leads through this node: in prefix form the
     * node's own address, in proxy form nothing but the scheme.
     */
    static String of(HttpServerRequest request) {
        return request.uri().startsWith("/") ? self(request).toString() : "http://";
    }

    /** The node as the client named it; where it listens, if the request does not say. */
    static Mirror self(HttpServerRequest request) {
        HostAndPort named = request.authority();
        if (request.uri().startsWith("/") && named != null) {
            try {
                return Mirror.parse("http://" + named + "/");
            } catch (MalformedMirrorException e) {
                return listening(request.localAddress());
            }
        }
        return listening(request.localAddress());
    }

    private static Mirror listening(SocketAddress address) {
        return new Mirror("http", String.valueOf(address.hostAddress()), address.port(), "/");
    }
}
