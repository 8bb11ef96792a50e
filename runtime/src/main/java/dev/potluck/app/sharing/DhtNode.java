package dev.potluck.app.sharing;

import dev.potluck.app.settings.HostPort;
import dev.potluck.dht.Dht;
import dev.potluck.dht.DhtSettings;
import dev.potluck.dht.MalformedStateException;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.net.Endpoint;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The DHT on the node's own UDP port. A port that is taken costs nothing but the DHT: the node goes
 * on without, and tries again.
 *
 * <p>Lives on the node's context.
 */
final class DhtNode {
    private static final Logger log = LoggerFactory.getLogger(DhtNode.class);
    private static final long RETRY_MS = 60_000;

    /**
     * Who this node was, and where it is.
     *
     * @param at the address and port
     * @param id its id if it had none before
     * @param state what {@link Dht#save} gave in the last run
     */
    record Origin(HostPort at, NodeId id, Optional<byte[]> state) {}

    private final Vertx vertx;
    private final Origin origin;
    private final Supplier<List<Endpoint>> seeds;
    private final Consumer<Dht> whenRunning;
    private Optional<VertxUdpPort> port = Optional.empty();
    private Optional<Dht> dht = Optional.empty();
    private String problem = "";
    private boolean stopped;

    /**
     * A node that does nothing until {@link #start}.
     *
     * @param seeds where to join through, asked for again whenever nobody is known
     * @param whenRunning told once, when the port is open
     */
    DhtNode(Vertx vertx, Origin origin, Supplier<List<Endpoint>> seeds, Consumer<Dht> whenRunning) {
        this.vertx = vertx;
        this.origin = origin;
        this.seeds = seeds;
        this.whenRunning = whenRunning;
    }

    /** Opens the port and joins; completes when that was tried, whatever came of it. */
    Future<Boolean> start() {
        return VertxUdpPort.open(vertx, origin.at().host(), origin.at().port())
                .map(opened -> {
                    run(opened);
                    return true;
                })
                .otherwise(cause -> {
                    refused(cause);
                    return false;
                });
    }

    private void refused(Throwable cause) {
        String reason = VertxUdpPort.reason(cause);
        if (problem.isEmpty()) {
            log.warn(
                    "no DHT: UDP port {} cannot be used ({}); is another node there?"
                            + " --peer-listen HOST:PORT names another place. Files come from"
                            + " mirrors meanwhile",
                    origin.at(),
                    reason);
        }
        problem = reason;
        vertx.setTimer(RETRY_MS, due -> {
            if (!stopped) {
                start();
            }
        });
    }

    private void run(VertxUdpPort opened) {
        if (stopped) {
            opened.close();
            return;
        }
        if (!problem.isEmpty()) {
            log.info("UDP port {} is free now", origin.at());
        }
        problem = "";
        DhtSettings settings = new DhtSettings(
                opened.ipv4(),
                opened.ipv6(),
                opened.port(),
                DhtSettings.DEFAULT_ANNOUNCE_BYTES_PER_SECOND,
                DhtSettings.Membership.OWN);
        Dht running = new Dht(opened, new VertxTimers(vertx), new SecureRandom(), settings);
        running.adoptId(origin.id());
        origin.state().ifPresent(state -> restore(running, state));
        port = Optional.of(opened);
        dht = Optional.of(running);
        running.start(seeds);
        whenRunning.accept(running);
    }

    private static void restore(Dht running, byte[] state) {
        try {
            running.restore(state);
        } catch (MalformedStateException e) {
            log.warn("the nodes known in the last run are forgotten: {}", e.getMessage());
        }
    }

    /** The DHT, once its port is open. */
    Optional<Dht> dht() {
        return dht;
    }

    /** The port's number, once it is open. */
    Optional<Integer> port() {
        return port.map(VertxUdpPort::port);
    }

    /** Why the DHT does not work, if it does not. */
    Optional<String> problem() {
        return problem.isEmpty() ? port.flatMap(VertxUdpPort::trouble) : Optional.of(problem);
    }

    /** Leaves, and gives the port back. */
    Future<Void> stop() {
        stopped = true;
        dht.ifPresent(Dht::stop);
        return port.map(VertxUdpPort::close).orElse(Future.succeededFuture());
    }
}
