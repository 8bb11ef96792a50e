package dev.potluck.proxy;

import dev.potluck.api.ArchivePath;
import dev.potluck.fetch.Answer;
import dev.potluck.fetch.ArchiveDirectory;
import dev.potluck.fetch.Begun;
import dev.potluck.fetch.FetchException;
import dev.potluck.fetch.Fetcher;
import dev.potluck.fetch.ListedArchives;
import dev.potluck.fetch.MirrorLists;
import dev.potluck.fetch.Passthrough;
import dev.potluck.fetch.Upstream;
import dev.potluck.mirror.HopByHop;
import dev.potluck.mirror.Mirror;
import dev.potluck.mirror.MirrorClient;
import dev.potluck.mirror.MirrorException;
import dev.potluck.mirror.MirrorRequest;
import dev.potluck.net.ClientRules;
import dev.potluck.net.Reach;
import dev.potluck.net.Traffic;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/** The HTTP server that package managers talk to: from a request line to the fetcher and back. */
public final class ProxyServer {
    private static final Logger log = LoggerFactory.getLogger(ProxyServer.class);

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final int MAX_REQUEST_LINE_BYTES = 16 << 10;
    private static final int MAX_HEADERS_BYTES = 64 << 10;

    /**
     * Who may do what.
     *
     * @param clients who may use the proxy
     * @param reachOf from where a client at that address asks
     * @param connectHosts the hosts that CONNECT may reach
     * @param connectTimeoutMs for CONNECT
     */
    public record Access(
            ClientRules clients,
            Function<InetAddress, Reach> reachOf,
            Predicate<String> connectHosts,
            int connectTimeoutMs) {}

    /**
     * What requests are answered with.
     *
     * @param mirrors knows which hosts a client may reach
     * @param ownPages takes requests for the node's own pages
     */
    public record Backends(
            ArchiveDirectory archives,
            Fetcher fetcher,
            MirrorLists mirrorLists,
            Passthrough passthrough,
            MirrorClient mirrors,
            Handler<HttpServerRequest> ownPages) {}

    private final HttpServer server;
    private final Backends backends;
    private final Tunnel tunnel;
    private final AnswerWriter writer;
    private final HotAnswers hot;
    private final ClientViews views;
    private final String via;

    /** @param via this node in Via headers: a token that no other node has */
    public ProxyServer(Vertx vertx, String via, Access access, Backends backends, Traffic traffic) {
        this.backends = backends;
        this.tunnel = new Tunnel(
                vertx,
                access.connectHosts(),
                backends.mirrors()::addresses,
                Tunnel.Times.of(access.connectTimeoutMs()));
        this.writer = new AnswerWriter(via, traffic);
        this.via = via;
        this.hot = new HotAnswers(backends.fetcher(), traffic);
        this.views = new ClientViews(vertx, access.clients(), access.reachOf(), this::begin);
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                        .setMaxHeaderSize(MAX_HEADERS_BYTES)
                        .setHttp2ClearTextEnabled(false)
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setTcpKeepAlive(true)
                        .setTcpNoDelay(true))
                .connectionHandler(views::opened)
                .requestHandler(this::handle);
    }

    /**
     * Starts to listen, on the context that this is called on.
     *
     * @return the port, also where 0 was asked for
     */
    public Future<Integer> listen(int port, String host) {
        return server.listen(port, host).map(HttpServer::actualPort);
    }

    /** Stops to listen; answers under way have so long to end. */
    public Future<Void> shutdown(long graceMs) {
        return server.shutdown(graceMs, TimeUnit.MILLISECONDS);
    }

    private void handle(HttpServerRequest request) {
        try {
            ClientViews.Client client = views.of(request);
            if (client.isPermitted() && hot.answer(request, client)) {
                return;
            }
            requirePermitted(client);
            if (request.method().equals(HttpMethod.CONNECT)) {
                tunnel.open(request, client.reach())
                        .onSuccess(joined -> views.tunnelled(request.connection()))
                        .onFailure(cause -> refuse(request, cause));
                return;
            }
            RequestTarget target = RequestTarget.parse(request.uri());
            if (target instanceof RequestTarget.Own) {
                backends.ownPages().handle(request);
                return;
            }
            requireProxyable(request);
            RequestTarget.Remote remote = (RequestTarget.Remote) target;
            proxy(request, remote, client);
        } catch (BadRequestException | RuntimeException e) {
            refuse(request, e);
        }
    }

    private void proxy(
            HttpServerRequest request, RequestTarget.Remote remote, ClientViews.Client client)
            throws BadRequestException {
        Mirror host = remote.host().namedFrom(client.reach());
        if (isForMirrors(request, host, remote)) {
            backends.mirrorLists()
                    .fetch(host, remote.target(), OwnUrl.of(request), OwnUrl.self(request))
                    .onSuccess(list -> writer.write(request, list))
                    .onFailure(cause -> refuse(request, cause));
            return;
        }
        if (isForOneClient(request, remote)) {
            MirrorRequest passed = new MirrorRequest(
                    request.method(), host, remote.target(), HopByHop.strip(request.headers()));
            backends.passthrough()
                    .fetch(passed)
                    .onSuccess(answer -> writer.pass(request, answer))
                    .onFailure(cause -> refuse(request, cause));
            return;
        }
        ArchivePath path = PercentDecoding.archivePath(remote.target());
        Upstream upstream = backends.archives().find(host, path);
        Optional<Object> version = backends.fetcher().version(client.view());
        permit(upstream, client)
                .compose(permitted -> client.ahead().take())
                .compose(begun -> begun.isPresent()
                        ? backends.fetcher().fetch(upstream, client.view(), begun.get())
                        : backends.fetcher().fetch(upstream, client.view()))
                .map(answer -> {
                    writer.write(request, path, answer);
                    if (answer instanceof Answer.Stored stored && version.isPresent()) {
                        hot.keep(request, client.reach(), version.get(), stored);
                    }
                    return answer;
                })
                .onFailure(cause -> refuse(request, cause));
    }

    /** Begins to fetch what a request is for that waits for its turn, if it is a listed file. */
    private Future<Optional<Begun>> begin(ClientViews.Client client, String uri) {
        try {
            if (!client.isPermitted()
                    || !(RequestTarget.parse(uri) instanceof RequestTarget.Remote remote)
                    || isNoFile(remote)) {
                return Future.succeededFuture(Optional.empty());
            }
            Mirror host = remote.host().namedFrom(client.reach());
            ArchivePath path = PercentDecoding.archivePath(remote.target());
            Upstream upstream = backends.archives().find(host, path);
            return permit(upstream, client)
                    .map(permitted -> backends.fetcher().begin(upstream, client.view()));
        } catch (BadRequestException | RuntimeException e) {
            return Future.succeededFuture(Optional.empty()); // it is told at its turn
        }
    }

    /**
     * What is only for clients on this machine, or in its network, is not for others from the cache
     * either. The mirrors of the settings are for all clients, wherever they are.
     */
    private Future<Void> permit(Upstream upstream, ClientViews.Client client) {
        return client.reach() == Reach.MACHINE
                ? Future.succeededFuture()
                : backends.mirrors().permit(upstream.mirrors().inOrder().get(0));
    }

    private boolean isForMirrors(
            HttpServerRequest request, Mirror host, RequestTarget.Remote remote) {
        return request.method().equals(HttpMethod.GET)
                && !hasCredentials(request)
                && !ListedArchives.isOne(host)
                && backends.mirrorLists().mayBe(host, remote.target());
    }

    private static boolean hasCredentials(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.AUTHORIZATION)
                || request.headers().contains(HttpHeaders.COOKIE);
    }

    /**
     * Credentials and queries make an answer this client's own; a folder is no file; and a name
     * with a slash in it can be no archive path, which only its mirror may take for one.
     */
    private static boolean isForOneClient(HttpServerRequest request, RequestTarget.Remote remote) {
        return isNoFile(remote) || hasCredentials(request);
    }

    private static boolean isNoFile(RequestTarget.Remote remote) {
        return remote.hasQuery()
                || remote.target().endsWith("/")
                || PercentDecoding.hasEncodedSlash(remote.target());
    }

    private static void requirePermitted(ClientViews.Client client) throws BadRequestException {
        if (!client.isPermitted()) {
            throw new BadRequestException(
                    403, "this client may not use the proxy; see clients.allow in the settings");
        }
    }

    private void requireProxyable(HttpServerRequest request) throws BadRequestException {
        if (!READING.contains(request.method())) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD, CONNECT");
            throw new BadRequestException(405, request.method() + " is not for a package proxy");
        }
        for (String hops : request.headers().getAll("Via")) {
            if (hops.contains(via)) {
                throw new BadRequestException(
                        508, "the request came back to this node; check the proxy settings");
            }
        }
    }

    private void refuse(HttpServerRequest request, Throwable cause) {
        if (cause instanceof BadRequestException bad) {
            writer.refuse(request, bad.status(), String.valueOf(bad.getMessage()));
        } else if (cause instanceof FetchException failed) {
            writer.refuse(request, failed.status(), String.valueOf(failed.getMessage()));
        } else if (cause instanceof MirrorException forbidden) {
            writer.refuse(request, 403, String.valueOf(forbidden.getMessage()));
        } else {
            log.warn("a request failed for a fault of our own", cause);
            writer.refuse(request, 500, "a fault of the proxy; see its log");
        }
    }
}
