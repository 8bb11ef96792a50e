package dev.potluck.it;

import dev.potluck.app.sharing.VertxTimers;
import dev.potluck.app.sharing.VertxUdpPort;
import dev.potluck.bencode.BValue;
import dev.potluck.dht.Dht;
import dev.potluck.dht.DhtSettings;
import dev.potluck.dht.LookupSummary;
import dev.potluck.dht.PeerListener;
import dev.potluck.dht.krpc.AnnouncedKey;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.PieceHint;
import dev.potluck.net.Endpoint;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Our DHT on its real socket, among nodes of other programs: in the network of running nodes those
 * are answered, but never asked.
 */
final class OwnDht implements AutoCloseable {
    private static final int LOOPBACK = 0x7f00_0001;
    private static final int ANY_PEER_PORT = 9_978;
    private static final long LIMIT_S = 60;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final VertxUdpPort port;
    private final Dht dht;

    /** A node that joins through one at that port of loopback. */
    OwnDht(int seedPort) {
        this(seedPort, ANY_PEER_PORT);
    }

    /** As above; what it announces is to be had at that TCP port. */
    OwnDht(int seedPort, int peerPort) {
        port = await(() -> VertxUdpPort.open(vertx, "127.0.0.1", 0));
        dht = await(() -> Future.succeededFuture(new Dht(
                port,
                new VertxTimers(vertx),
                new SecureRandom(),
                DhtSettings.amongForeignNodes(peerPort))));
        run(() -> dht.start(() -> List.of(Endpoint.ofV4(LOOPBACK, seedPort))));
    }

    int port() {
        return port.port();
    }

    /** The UDP ports of the nodes in the table. */
    List<Integer> knownPorts() {
        return await(() -> Future.succeededFuture(
                dht.nodes().stream().map(node -> node.endpoint().port()).toList()));
    }

    void announce(String key) {
        run(() -> dht.announceSoon(AnnouncedKey.of(NodeId.ofHex(key))));
    }

    /** The peers of a key, as {@code 127.0.0.1:7001}. */
    List<String> peers(String key) {
        Promise<List<String>> found = Promise.promise();
        List<String> peers = new ArrayList<>();
        run(() -> dht.lookup(NodeId.ofHex(key), new PeerListener() {
            @Override
            public void onPeers(List<Endpoint> endpoints, PieceHint hint) {
                endpoints.forEach(endpoint -> peers.add(endpoint.toString()));
            }

            @Override
            public void onEnd(LookupSummary summary) {
                found.complete(peers);
            }
        }));
        return get(found.future());
    }

    /** Stores an item; returns its target once {@code nodes} nodes took it. */
    String put(BValue item, int nodes) {
        Promise<Integer> taken = Promise.promise();
        String target = await(
                () -> Future.succeededFuture(dht.putItem(item, taken::complete).toString()));
        int count = get(taken.future());
        if (count < nodes) {
            throw new AssertionError(count + " nodes took the item, expected " + nodes);
        }
        return target;
    }

    Optional<BValue> get(String target) {
        Promise<Optional<BValue>> found = Promise.promise();
        run(() -> dht.getItem(NodeId.ofHex(target), found::complete));
        return get(found.future());
    }

    private void run(Runnable code) {
        await(() -> {
            code.run();
            return Future.succeededFuture(true);
        });
    }

    private <T> T await(Supplier<Future<T>> code) {
        Promise<T> done = Promise.promise();
        context.runOnContext(now -> {
            try {
                code.get().onComplete(done);
            } catch (RuntimeException e) {
                done.fail(e);
            }
        });
        return get(done.future());
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LIMIT_S, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        run(() -> dht.stop());
        get(vertx.close());
    }
}
