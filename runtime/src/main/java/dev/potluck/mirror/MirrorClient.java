package dev.potluck.mirror;

import dev.potluck.mirror.MirrorException.Kind;
import dev.potluck.net.AddressRules;
import dev.potluck.net.Reach;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;

import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Asks mirrors over HTTP/1.1, with kept connections. Answers are final ones (redirects are
 * followed) and come as they were sent: nothing is decompressed.
 *
 * <p>All methods are called on the one Vert.x context that made the client.
 */
public final class MirrorClient implements AutoCloseable {
    /** Fewer, larger buffers of a body halve the CPU time; see ARCHITECTURE.md on misses. */
    static final int MAX_BUFFER_BYTES = 64 * 1024;

    private static final int MAX_HEADER_BYTES = 32 * 1024;
    private static final int KEEP_ALIVE_SECONDS = 20;
    /** Requests that wait for a connection, per mirror. */
    private static final int MAX_WAITING = 1024;
    /** What is in the cache waits no longer for a name server than this. */
    private static final long PERMIT_WAIT_MS = 1_000;

    private final Vertx vertx;
    private final MirrorSettings settings;
    private final AddressRules rules;
    private final LongSupplier nanoClock;
    private final HostNames names;
    private final HttpClientAgent http;
    /** Connections that have carried a request. */
    private final Set<HttpConnection> used = Collections.newSetFromMap(new WeakHashMap<>());

    /**
     * A client without connections.
     *
     * @param rules where redirects to other hosts may lead, and clients elsewhere
     * @param nanoClock such as {@code System::nanoTime}
     */
    public MirrorClient(
            Vertx vertx, MirrorSettings settings, AddressRules rules, LongSupplier nanoClock) {
        this(vertx, settings, rules, nanoClock, InetAddress::getAllByName);
    }

    MirrorClient(
            Vertx vertx,
            MirrorSettings settings,
            AddressRules rules,
            LongSupplier nanoClock,
            HostNames.Resolver resolver) {
        this.vertx = vertx;
        this.settings = settings;
        this.rules = rules;
        this.nanoClock = nanoClock;
        this.names = new HostNames(vertx, resolver, nanoClock);
        this.http = vertx.httpClientBuilder()
                .withConnectHandler(connection -> connection.exceptionHandler(Failures::note))
                .with(options(settings))
                .with(new PoolOptions()
                        .setHttp1MaxSize(settings.maxConnectionsPerMirror())
                        .setMaxWaitQueueSize(MAX_WAITING))
                .build();
    }

    private static HttpClientOptions options(MirrorSettings settings) {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setKeepAlive(true)
                .setTcpKeepAlive(true)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxChunkSize(MAX_BUFFER_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(HttpUrl.MAX_LENGTH)
                .setDecompressionSupported(false)
                .setVerifyHost(true)
                .setConnectTimeout(settings.timeouts().connectMs())
                .setSslHandshakeTimeout(settings.timeouts().connectMs())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        settings.trust().ifPresent(options::setTrustOptions);
        return options;
    }

    /**
     * One request to one mirror.
     *
     * @return completes when the head of a final answer, whatever its status, is there; its body is
     *     paused. Fails with a {@link MirrorException}
     */
    public Future<MirrorResponse> send(MirrorRequest request) {
        return call(request).response();
    }

    /** As {@link #send}, for callers that may lose interest before the answer comes. */
    public MirrorCall call(MirrorRequest request) {
        MirrorCall call = new MirrorCall(this, request);
        call.start();
        return call;
    }

    /**
     * The addresses of a host that somebody from there may reach, the one to try first in front; at
     * least one. To be safe from a name that changes, connect to these and not to the name.
     *
     * @return fails with a {@link MirrorException}
     */
    public Future<List<InetAddress>> addresses(String host, Reach reach) {
        return names.addresses(host)
                .timeout(settings.timeouts().connectMs(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(Failures.ofLookUp(host, failure)))
                .compose(all -> {
                    List<InetAddress> permitted = permitted(all, reach);
                    return permitted.isEmpty()
                            ? Future.failedFuture(forbidden(host, all.get(0)))
                            : Future.succeededFuture(permitted);
                });
    }

    /**
     * Whether whoever named the mirror may have its files, from the cache too. Where it is counts
     * as it was last known, so that name servers that hang hold nobody up; when that is not known
     * either, nothing is held back: before anything is asked of the mirror, its address is checked.
     *
     * @return fails with a {@link MirrorException}
     */
    public Future<Void> permit(Mirror mirror) {
        if (mirror.reach() == Reach.MACHINE) {
            return Future.succeededFuture();
        }
        Optional<List<InetAddress>> known = names.lastKnown(mirror.host());
        if (known.isPresent()) {
            return permit(mirror, known.get());
        }
        return names.addresses(mirror.host())
                .timeout(PERMIT_WAIT_MS, TimeUnit.MILLISECONDS)
                .transform(found -> found.succeeded()
                        ? permit(mirror, found.result())
                        : Future.succeededFuture());
    }

    private Future<Void> permit(Mirror mirror, List<InetAddress> all) {
        return permitted(all, mirror.reach()).isEmpty()
                ? Future.failedFuture(forbidden(mirror.authority(), all.get(0)))
                : Future.succeededFuture();
    }

    private List<InetAddress> permitted(List<InetAddress> all, Reach reach) {
        return all.stream().filter(address -> rules.permits(reach, address)).toList();
    }

    private static MirrorException forbidden(String host, InetAddress address) {
        return new MirrorException(
                Kind.FORBIDDEN_ADDRESS,
                host,
                "is at %s, which clients elsewhere may not ask"
                        .formatted(address.getHostAddress()));
    }

    Vertx vertx() {
        return vertx;
    }

    MirrorSettings settings() {
        return settings;
    }

    AddressRules rules() {
        return rules;
    }

    LongSupplier nanoClock() {
        return nanoClock;
    }

    HostNames names() {
        return names;
    }

    HttpClientAgent http() {
        return http;
    }

    /** Whether a connection has carried a request before this one. */
    boolean isKept(HttpConnection connection) {
        return !used.add(connection);
    }

    /** Closes all connections; answers under way fail. */
    @Override
    public void close() {
        Failures.whenFailed(http.close());
        names.close();
    }
}
