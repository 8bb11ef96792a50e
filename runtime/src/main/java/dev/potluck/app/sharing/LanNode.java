package dev.potluck.app.sharing;

import dev.potluck.fetch.Worker;
import dev.potluck.lan.LanDiscovery;
import dev.potluck.lan.LanPeer;
import dev.potluck.lan.OwnNetwork;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Runs {@link LanDiscovery}, which blocks, on a worker; lives on the node's context. */
final class LanNode {
    private static final Logger log = LoggerFactory.getLogger(LanNode.class);

    /** A laptop that was carried to another network is known there after this. */
    private static final long REFRESH_MS = 60_000;

    /** Nodes that start together may miss each other's first words. */
    private static final long FIRST_REFRESH_MS = 10_000;

    private final Vertx vertx;
    private final Worker worker;
    private final String host;
    private final Consumer<LanPeer> whenFound;
    private Optional<LanDiscovery> discovery = Optional.empty();
    private boolean warned;

    /**
     * Discovery that does nothing until {@link #start}.
     *
     * @param host the address of the peer port, which says on which networks to look
     * @param whenFound told of each node on the node's context
     */
    LanNode(Vertx vertx, Worker worker, String host, Consumer<LanPeer> whenFound) {
        this.vertx = vertx;
        this.worker = worker;
        this.host = host;
        this.whenFound = whenFound;
    }

    /** Makes the node known, unless it is already. */
    void start(String nodeId, int port) {
        if (discovery.isPresent()) {
            return;
        }
        Context context = vertx.getOrCreateContext();
        LanDiscovery started = new LanDiscovery(
                new LanDiscovery.Self(nodeId, port),
                () -> OwnNetwork.of(host),
                peer -> context.runOnContext(now -> whenFound.accept(peer)));
        discovery = Optional.of(started);
        refresh(started);
        vertx.setTimer(FIRST_REFRESH_MS, timer -> refresh(started));
        vertx.setPeriodic(REFRESH_MS, timer -> refresh(started));
    }

    private void refresh(LanDiscovery started) {
        Callable<Boolean> look = () -> {
            started.refresh();
            return true;
        };
        worker.run(look).onFailure(cause -> {
            if (!warned) {
                log.warn(
                        "nodes of this network are not found: {}; lan = false in the settings ends"
                                + " this",
                        cause.getMessage());
            }
            warned = true;
        });
    }

    List<LanPeer> peers() {
        return discovery.map(LanDiscovery::peers).orElse(List.of());
    }

    Future<Void> stop() {
        return discovery
                .map(started -> {
                    Callable<Boolean> end = () -> {
                        started.close();
                        return true;
                    };
                    return worker.run(end).<Void>mapEmpty();
                })
                .orElse(Future.succeededFuture());
    }
}
