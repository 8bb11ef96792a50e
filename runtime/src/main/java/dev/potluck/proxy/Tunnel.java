package dev.potluck.proxy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;

import java.util.function.Predicate;

/**
 * CONNECT to the TLS port of allowed hosts (RFC 9110 section 9.3.6); what passes is not looked at.
 */
final class Tunnel {
    private static final int TLS_PORT = 443;

    private final NetClient client;
    private final Predicate<String> allowedHosts;

    Tunnel(Vertx vertx, Predicate<String> allowedHosts, int connectTimeoutMs) {
        this.client = vertx.createNetClient(
                new NetClientOptions().setConnectTimeout(connectTimeoutMs).setTcpNoDelay(true));
        this.allowedHosts = allowedHosts;
    }

    /** Fails with {@link BadRequestException} if there is no tunnel. */
    Future<Void> open(HttpServerRequest request) {
        String authority = request.uri();
        int colon = authority.lastIndexOf(':');
        String host = colon < 0 ? authority : authority.substring(0, colon);
        if (colon < 0 || !authority.substring(colon + 1).equals(String.valueOf(TLS_PORT))) {
            return refused(403, "CONNECT is for port 443 only, not " + authority);
        }
        if (!allowedHosts.test(host)) {
            return refused(403, "CONNECT to " + host + " is not allowed; see connect-hosts");
        }
        request.pause();
        String address = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return client.connect(SocketAddress.inetSocketAddress(TLS_PORT, address))
                .recover(cause -> refused(502, "no connection to " + authority))
                .compose(upstream -> request.toNetSocket()
                        .onFailure(cause -> upstream.close())
                        .map(downstream -> join(downstream, upstream)));
    }

    private static <T> Future<T> refused(int status, String message) {
        return Future.failedFuture(new BadRequestException(status, message));
    }

    private static Void join(NetSocket downstream, NetSocket upstream) {
        upstream.pipeTo(downstream).onFailure(cause -> downstream.close());
        downstream.pipeTo(upstream).onFailure(cause -> upstream.close());
        return null;
    }
}
