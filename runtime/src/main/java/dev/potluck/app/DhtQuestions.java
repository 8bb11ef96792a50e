package dev.potluck.app;

import dev.potluck.app.admin.DhtView;
import dev.potluck.app.sharing.Sharing;
import dev.potluck.dht.Dht;
import dev.potluck.dht.LookupHandle;
import dev.potluck.dht.LookupSummary;
import dev.potluck.dht.PeerListener;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.PieceHint;
import dev.potluck.net.Endpoint;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.Optional;

/** Answers what people ask the DHT; lives on the node's context. */
final class DhtQuestions implements DhtView {
    /** Lookups of people at once: each may cost sixty questions. */
    private static final int MAX_LOOKUPS = 4;
    /** A person is told what was found by then. */
    private static final long MAX_LOOKUP_MS = 15_000;

    private final Vertx vertx;
    private volatile Optional<Sharing> sharing = Optional.empty();
    private int lookups;

    DhtQuestions(Vertx vertx) {
        this.vertx = vertx;
    }

    /** From now on there is somebody to ask. */
    void watch(Sharing started) {
        sharing = Optional.of(started);
    }

    @Override
    public Future<JsonObject> nodes() {
        return sharing.flatMap(Sharing::dht)
                .map(dht -> Future.succeededFuture(describe(dht)))
                .orElseGet(this::unavailable);
    }

    private JsonObject describe(Dht dht) {
        JsonArray nodes = new JsonArray();
        for (Dht.KnownNode node : dht.knownNodes()) {
            nodes.add(new JsonObject()
                    .put("id", node.info().id().toString())
                    .put("address", node.info().endpoint().toString())
                    .put("answeredAgoMs", node.answeredAgoMs())
                    .put("failures", node.failures()));
        }
        return new JsonObject()
                .put("id", dht.ownId().toString())
                .put("port", sharing.map(known -> known.status().place().port()).orElse(0))
                .put("estimatedNodes", dht.stats().tables().estimatedNodes())
                .put("nodes", nodes);
    }

    private Future<JsonObject> unavailable() {
        String reason = sharing.map(Sharing::status)
                .map(status -> switch (status.reachability()) {
                    case "off" -> "The DHT is switched off: dht = false in the settings.";
                    default -> "The DHT does not run: " + status.place().problem() + ".";
                })
                .orElse("The node is still starting.");
        return Future.failedFuture(new UnavailableException(reason));
    }

    @Override
    public Future<JsonObject> lookup(NodeId key) {
        if (sharing.flatMap(Sharing::dht).isEmpty()) {
            return unavailable();
        }
        if (lookups >= MAX_LOOKUPS) {
            return Future.failedFuture(new UnavailableException(
                    MAX_LOOKUPS + " lookups are under way: try again in a moment."));
        }
        lookups++;
        Collector collector = new Collector(key);
        Optional<LookupHandle> search = sharing.flatMap(known -> known.lookup(key, collector));
        long timer = vertx.setTimer(MAX_LOOKUP_MS, due -> {
            search.ifPresent(LookupHandle::cancel);
            collector.onEnd(new LookupSummary(0, 0, 0, MAX_LOOKUP_MS));
        });
        return collector.answer.future().onComplete(done -> {
            lookups--;
            vertx.cancelTimer(timer);
        });
    }

    /** Gathers what a lookup finds. */
    private static final class Collector implements PeerListener {
        private final Promise<JsonObject> answer = Promise.promise();
        private final JsonArray peers = new JsonArray();
        private final NodeId key;
        private PieceHint hint = PieceHint.NONE;

        Collector(NodeId key) {
            this.key = key;
        }

        @Override
        public void onPeers(List<Endpoint> found, PieceHint newHint) {
            found.forEach(peer -> peers.add(peer.toString()));
            hint = hint.isNone() ? newHint : hint;
        }

        @Override
        public void onEnd(LookupSummary summary) {
            answer.tryComplete(new JsonObject()
                    .put("key", key.toString())
                    .put("peers", peers)
                    .put("pieceHashes", hint.hashes().length() / PieceHint.PIECE_HASH_BYTES)
                    .put(
                            "pieceList",
                            hint.list().isEmpty()
                                    ? ""
                                    : NodeId.ofPrefix(hint.list().toBytes()).toString())
                    .put("queries", summary.queries())
                    .put("bytes", summary.bytes())
                    .put("durationMs", summary.durationMs()));
        }
    }
}
