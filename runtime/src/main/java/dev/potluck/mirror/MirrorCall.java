package dev.potluck.mirror;

import dev.potluck.mirror.MirrorException.Kind;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One request to a mirror, over its redirects: look the host up, connect to an address that was
 * checked, send, wait for the head; again while the answer is a redirect.
 */
public final class MirrorCall {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final long NO_TIMER = -1;
    /** After a failure on a new connection. */
    private static final int MAX_RESENDS = 1;

    private final MirrorClient client;
    private final MirrorRequest request;
    private final Promise<MirrorResponse> response = Promise.promise();
    private final Set<HttpUrl> visited = new HashSet<>();

    private HttpUrl url;
    private boolean carriesCredentials = true;
    /**
     * Whether the mirror itself is at an address that only we can reach; unknown before we connect.
     */
    private boolean isMirrorInternal;

    /** Whether the request in flight went over a connection that had carried another before. */
    private boolean isOnKeptConnection;

    private int resends;
    private long sentNanos;
    private long timerId = NO_TIMER;
    private @Nullable HttpClientRequest inFlight;

    MirrorCall(MirrorClient client, MirrorRequest request) {
        this.client = client;
        this.request = request;
        this.url = request.mirror().url(request.target());
    }

    /** The head of the final answer, with its body paused; fails with a {@link MirrorException}. */
    public Future<MirrorResponse> response() {
        return response.future();
    }

    /** Gives up: closes the connection, and fails {@link #response} unless it has completed. */
    public void cancel() {
        fail(new MirrorException(Kind.CANCELLED, url.authority(), "is no longer asked"));
    }

    void start() {
        visited.add(url);
        lookUp();
    }

    private void lookUp() {
        client.addresses(url.host(), request.mirror().reach())
                .onSuccess(this::check)
                .onFailure(failure -> failLookUp((MirrorException) failure));
    }

    private void failLookUp(MirrorException failure) {
        boolean isRedirect = visited.size() > 1 && failure.kind() == Kind.FORBIDDEN_ADDRESS;
        fail(
                isRedirect
                        ? forbidden("to where it must not (" + failure.getMessage() + ")")
                        : failure);
    }

    /**
     * Keeps redirects away from what only this node can reach. The mirror's own host is exempt if
     * it is at such an address itself; were it exempt by name alone, its name server could move it
     * there after the client asked. Wherever a redirect leads, it is in the client's reach.
     */
    private void check(List<InetAddress> addresses) {
        if (response.future().isComplete()) {
            return;
        }
        boolean isFirst = visited.size() == 1;
        if (isFirst) {
            isMirrorInternal = !addresses.stream().allMatch(client.rules()::permits);
        }
        boolean isExempt = isFirst
                || isMirrorInternal && url.host().equals(request.mirror().host());
        for (InetAddress address : addresses) {
            if (!isExempt && !client.rules().permits(address)) {
                fail(forbidden("to %s, whose address %s is not a public one"
                        .formatted(url.authority(), address.getHostAddress())));
                return;
            }
        }
        connect(addresses, 0);
    }

    private void connect(List<InetAddress> addresses, int index) {
        InetAddress address = addresses.get(index);
        Future.succeededFuture(address)
                .compose(to -> client.http().request(optionsFor(to)))
                .onSuccess(connected -> {
                    client.names().recordReachable(address);
                    send(connected);
                })
                .onFailure(failure -> {
                    boolean isOver = response.future().isComplete();
                    if (Failures.isUnreachable(failure)) {
                        client.names().recordUnreachable(address);
                        if (!isOver && index + 1 < addresses.size()) {
                            connect(addresses, index + 1);
                            return;
                        }
                    }
                    fail(Failures.ofConnecting(
                            url.authority(), failure, client.names().isUnreachable(address)));
                });
    }

    private RequestOptions optionsFor(InetAddress address) {
        RequestOptions options = new RequestOptions()
                .setMethod(request.method())
                .setServer(
                        SocketAddress.inetSocketAddress(new InetSocketAddress(address, url.port())))
                .setHost(url.bracketedHost())
                .setPort(url.port())
                .setSsl(url.isSecure())
                .setURI(url.target())
                .setConnectTimeout(client.settings().timeouts().maxConnectionWaitMs())
                .setHeaders(RequestHeaders.of(request, client.settings(), carriesCredentials));
        return options.putHeader(HttpHeaders.HOST, url.authority());
    }

    private void send(HttpClientRequest connected) {
        if (response.future().isComplete()) {
            Failures.whenFailed(connected.reset());
            return;
        }
        inFlight = connected;
        isOnKeptConnection = client.isKept(connected.connection());
        sentNanos = client.nanoClock().getAsLong();
        int firstByteMs = client.settings().timeouts().firstByteMs();
        timerId = client.vertx()
                .setTimer(
                        firstByteMs,
                        id -> fail(new MirrorException(
                                Kind.TIMEOUT,
                                url.authority(),
                                "did not answer within " + firstByteMs + " ms")));
        connected.send().onSuccess(this::receive).onFailure(this::resendOrFail);
    }

    /**
     * A kept connection may be closed by the mirror just as we use it, or hold rubbish that came
     * after an earlier answer: that alone is no failure (RFC 9112, 9.3.1). A mirror that restarts
     * closes all of them, so the next may be no better.
     */
    private void resendOrFail(Throwable failure) {
        disarm();
        inFlight = null;
        int maxResends =
                isOnKeptConnection ? client.settings().maxConnectionsPerMirror() : MAX_RESENDS;
        if (resends < maxResends
                && Failures.mayBeOfKeptConnection(failure)
                && !response.future().isComplete()) {
            resends++;
            lookUp();
        } else {
            fail(Failures.ofAnswering(url.authority(), failure));
        }
    }

    private void receive(HttpClientResponse head) {
        head.pause();
        disarm();
        inFlight = null;
        long firstByteMs =
                TimeUnit.NANOSECONDS.toMillis(client.nanoClock().getAsLong() - sentNanos);
        MirrorResponse answer = new MirrorResponse(client, request, head, url, firstByteMs);
        if (response.future().isComplete()) {
            answer.cancel();
            return;
        }
        String location = head.getHeader(HttpHeaders.LOCATION);
        if (!REDIRECTS.contains(head.statusCode()) || location == null) {
            response.complete(answer);
            return;
        }
        answer.discard();
        follow(location);
    }

    private void follow(String location) {
        HttpUrl next;
        try {
            next = url.resolve(location);
        } catch (MalformedMirrorException e) {
            fail(forbidden("to a place that cannot be read (" + e.getMessage() + ")"));
            return;
        }
        if (url.isSecure() && !next.isSecure()) {
            fail(forbidden("from https to plain " + next));
        } else if (!visited.add(next)) {
            fail(new MirrorException(
                    Kind.TOO_MANY_REDIRECTS, url.authority(), "redirects in a loop over " + next));
        } else if (visited.size() - 1 > client.settings().maxRedirects()) {
            fail(new MirrorException(
                    Kind.TOO_MANY_REDIRECTS,
                    url.authority(),
                    "redirects more than " + client.settings().maxRedirects() + " times"));
        } else {
            carriesCredentials = carriesCredentials && next.sharesCredentialsWith(url);
            url = next;
            resends = 0;
            lookUp();
        }
    }

    private MirrorException forbidden(String where) {
        return new MirrorException(
                Kind.FORBIDDEN_REDIRECT, request.mirror().authority(), "redirects " + where);
    }

    private void disarm() {
        if (timerId != NO_TIMER) {
            client.vertx().cancelTimer(timerId);
            timerId = NO_TIMER;
        }
    }

    private void fail(MirrorException failure) {
        disarm();
        if (response.tryFail(failure) && inFlight != null) {
            Failures.whenFailed(inFlight.reset());
        }
    }
}
