package dev.potluck.proxy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.potluck.fetch.Begun;
import dev.potluck.index.ClientView;
import dev.potluck.net.ClientRules;
import dev.potluck.net.Reach;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The clients behind connections: who may use the proxy, what each was shown, and when it was last
 * heard of. What a connection was shown, the next one from its address sees too.
 */
final class ClientViews {
    private static final Logger log = LoggerFactory.getLogger(ClientViews.class);

    private static final int MAX_ADDRESSES = 4_096;

    private static final long SWEEP_MS = 60_000;

    /** apt keeps a connection open for minutes between requests, while it unpacks. */
    private static final int MAX_IDLE_SWEEPS = 15;

    private final ClientRules rules;
    private final Function<InetAddress, Reach> reachOf;
    private final BiFunction<Client, String, Future<Optional<Begun>>> begin;
    private final Vertx vertx;
    private final IdentityHashMap<HttpConnection, Client> byConnection = new IdentityHashMap<>();
    private final Cache<String, ClientView> byAddress = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(MAX_ADDRESSES)
            .build();
    private int sweeps;

    /** @param begin what can be done for a client's request, by its URI, before its turn */
    ClientViews(
            Vertx vertx,
            ClientRules rules,
            Function<InetAddress, Reach> reachOf,
            BiFunction<Client, String, Future<Optional<Begun>>> begin) {
        this.vertx = vertx;
        this.rules = rules;
        this.reachOf = reachOf;
        this.begin = begin;
        vertx.setPeriodic(SWEEP_MS, timer -> closeIdle());
    }

    /** Who is behind one connection. */
    final class Client {
        private final boolean permitted;
        private final Reach reach;
        private final ClientView view;
        private final LookAhead ahead;
        private int heardInSweep = sweeps;
        private @Nullable HttpServerResponse lastResponse;

        private Client(boolean permitted, Reach reach, ClientView view) {
            this.permitted = permitted;
            this.reach = reach;
            this.view = view;
            this.ahead = new LookAhead(vertx.getOrCreateContext(), uri -> begin.apply(this, uri));
        }

        boolean isPermitted() {
            return permitted;
        }

        /** From where it asks. */
        Reach reach() {
            return reach;
        }

        ClientView view() {
            return view;
        }

        /** What was begun for it before its turn. */
        LookAhead ahead() {
            return ahead;
        }

        private boolean isIdle() {
            boolean answered = lastResponse == null || lastResponse.ended();
            return answered && sweeps - heardInSweep > MAX_IDLE_SWEEPS;
        }
    }

    void opened(HttpConnection connection) {
        String address = connection.remoteAddress().hostAddress();
        ClientView view = byAddress.get(address, any -> ClientView.ofAddress()).ofConnection();
        Client client = client(address, view);
        byConnection.put(connection, client);
        client.ahead.install(connection);
        connection.closeHandler(closed -> byConnection.remove(connection));
    }

    private Client client(String hostAddress, ClientView view) {
        try {
            InetAddress address = InetAddress.getByName(hostAddress);
            return new Client(rules.permits(address), reachOf.apply(address), view);
        } catch (UnknownHostException e) {
            log.warn("a client has the address '{}', which is none", hostAddress);
            return new Client(false, Reach.INTERNET, view);
        }
    }

    /** The client that sent a request. */
    Client of(HttpServerRequest request) {
        Client client = byConnection.get(request.connection());
        if (client == null) {
            throw new IllegalStateException("a request on a connection that was never opened");
        }
        client.heardInSweep = sweeps;
        client.lastResponse = request.response();
        client.ahead.turn(request.uri());
        return client;
    }

    /** The connection is a tunnel from now on: it ends when its ends want. */
    void tunnelled(HttpConnection connection) {
        byConnection.remove(connection);
    }

    private void closeIdle() {
        sweeps++;
        List<HttpConnection> idle = new ArrayList<>();
        byConnection.forEach((connection, client) -> {
            if (client.isIdle()) {
                idle.add(connection);
            }
        });
        idle.forEach(HttpConnection::close);
    }
}
