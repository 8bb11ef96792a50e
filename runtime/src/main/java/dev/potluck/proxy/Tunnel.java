package dev.potluck.proxy;

import dev.potluck.mirror.MirrorException;
import dev.potluck.net.Reach;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * CONNECT to the TLS port of allowed hosts (RFC 9110 section 9.3.6); what passes is not looked at.
 */
final class Tunnel {
    private static final int TLS_PORT = 443;
    /** A client that reads a page slowly, or waits for a slow page, is not gone. */
    private static final int MAX_IDLE_MS = 15 * 60 * 1000;

    private final NetClient client;
    private final Predicate<String> allowedHosts;
    private final Addresses addresses;
    private final int port;

    /** Where a host is, as far as somebody from there may reach it. */
    interface Addresses {
        /** At least one; fails with a {@link MirrorException}. */
        Future<List<InetAddress>> of(String host, Reach reach);
    }

    /**
     * How long a tunnel waits.
     *
     * @param connectMs for each address of a host
     * @param idleMs for the next byte, in whichever direction
     */
    record Times(int connectMs, int idleMs) {
        static Times of(int connectMs) {
            return new Times(connectMs, MAX_IDLE_MS);
        }
    }

    Tunnel(Vertx vertx, Predicate<String> allowedHosts, Addresses addresses, Times times) {
        this(vertx, allowedHosts, addresses, times, TLS_PORT);
    }

    /** @param port the only one that may be asked for */
    Tunnel(
            Vertx vertx,
            Predicate<String> allowedHosts,
            Addresses addresses,
            Times times,
            int port) {
        this.client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout(times.connectMs())
                .setIdleTimeout(times.idleMs())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true));
        this.allowedHosts = allowedHosts;
        this.addresses = addresses;
        this.port = port;
    }

    /**
     * Joins the client's connection with the host.
     *
     * @param reach of the client: a host that is out of it is refused, whatever its name
     * @return fails with {@link BadRequestException} if there is no tunnel
     */
    Future<Void> open(HttpServerRequest request, Reach reach) {
        String authority = request.uri();
        int colon = authority.lastIndexOf(':');
        String host = colon < 0 ? authority : authority.substring(0, colon);
        if (colon < 0 || !authority.substring(colon + 1).equals(String.valueOf(port))) {
            return refused(403, "CONNECT is for port " + port + " only, not " + authority);
        }
        if (!allowedHosts.test(host)) {
            return refused(403, "CONNECT to " + host + " is not allowed; see connect-hosts");
        }
        request.pause();
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        return addresses
                .of(isBracketed ? host.substring(1, host.length() - 1) : host, reach)
                .compose(found -> connect(found.iterator()))
                .recover(cause -> isForbidden(cause)
                        ? refused(403, String.valueOf(cause.getMessage()))
                        : refused(502, "no connection to " + authority))
                .compose(upstream -> request.toNetSocket()
                        .onFailure(cause -> upstream.close())
                        .map(downstream -> join(downstream, upstream)));
    }

    /** To the very addresses that were checked: the name could lead elsewhere by now. */
    private Future<NetSocket> connect(Iterator<InetAddress> found) {
        InetSocketAddress next = new InetSocketAddress(found.next(), port);
        return client.connect(SocketAddress.inetSocketAddress(next))
                .recover(cause -> found.hasNext() ? connect(found) : Future.failedFuture(cause));
    }

    private static boolean isForbidden(Throwable cause) {
        return cause instanceof MirrorException failure
                && failure.kind() == MirrorException.Kind.FORBIDDEN_ADDRESS;
    }

    private static <T> Future<T> refused(int status, String message) {
        return Future.failedFuture(new BadRequestException(status, message));
    }

    /** When one end closes or fails, or nothing passes for too long, both are closed. */
    private static Void join(NetSocket downstream, NetSocket upstream) {
        upstream.pipeTo(downstream).onFailure(cause -> downstream.close());
        downstream.pipeTo(upstream).onFailure(cause -> upstream.close());
        return null;
    }
}
