package dev.potluck.app.admin;

import dev.potluck.app.admin.NodeStatus.ArchiveStatus;
import dev.potluck.app.admin.NodeStatus.CacheStatus;
import dev.potluck.app.admin.NodeStatus.DhtStatus;
import dev.potluck.app.admin.NodeStatus.FetchStatus;
import dev.potluck.app.admin.NodeStatus.PeersStatus;
import dev.potluck.app.admin.NodeStatus.PluginStatus;
import dev.potluck.app.admin.NodeStatus.Problem;
import dev.potluck.app.admin.NodeStatus.SnapshotStatus;
import dev.potluck.net.Traffic;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** The status as JSON. Programs rely on the names: add, never rename. */
final class StatusJson {
    private StatusJson() {}

    static JsonObject of(NodeStatus status) {
        return new JsonObject()
                .put("version", status.version())
                .put("nodeId", status.nodeId())
                .put("uptimeSeconds", status.uptimeSeconds())
                .put("traffic", traffic(status.traffic()))
                .put("cache", cache(status.cache()))
                .put("dht", dht(status.dht()))
                .put("peers", peers(status.peers()))
                .put("plugins", array(status.plugins(), StatusJson::plugin))
                .put("archives", array(status.archives(), StatusJson::archive))
                .put("snapshots", array(status.snapshots(), StatusJson::snapshot))
                .put("fetches", array(status.fetches(), StatusJson::fetch))
                .put("problems", array(status.problems(), StatusJson::problem));
    }

    private static JsonObject traffic(Traffic.Totals traffic) {
        return new JsonObject()
                .put("servedBytes", traffic.servedBytes())
                .put("fromCacheBytes", traffic.fromCacheBytes())
                .put("fromPeersBytes", traffic.fromPeersBytes())
                .put("fromMirrorBytes", traffic.fromMirrorBytes())
                .put("uploadedBytes", traffic.uploadedBytes())
                .put("wastedBytes", traffic.wastedBytes());
    }

    private static JsonObject cache(CacheStatus cache) {
        return new JsonObject()
                .put("objects", cache.objects())
                .put("bytes", cache.bytes())
                .put("quotaBytes", cache.quotaBytes())
                .put("policy", cache.policy())
                .put("policyProblem", cache.policyProblem())
                .put(
                        "deltas",
                        new JsonObject()
                                .put("objects", cache.deltas().objects())
                                .put("bytes", cache.deltas().bytes())
                                .put("savedBytes", cache.deltas().savedBytes())
                                .put("effortMs", cache.deltas().effortMs()));
    }

    private static JsonObject dht(DhtStatus dht) {
        return new JsonObject()
                .put("nodes", dht.nodes())
                .put("reachability", dht.reachability())
                .put("lookups", dht.lookups())
                .put("announcedKeys", dht.announcedKeys())
                .put("id", dht.place().id())
                .put("port", dht.place().port())
                .put("nodesV4", dht.place().nodesV4())
                .put("nodesV6", dht.place().nodesV6())
                .put("estimatedNodes", dht.place().estimatedNodes())
                .put("lanPeers", dht.place().lanPeers())
                .put("problem", dht.place().problem())
                .put("records", dht.work().records())
                .put("publicFiles", dht.work().publicFiles())
                .put("lookupQueries", dht.work().lookupQueries())
                .put("announceBytes", dht.work().announceBytes())
                .put("sentBytes", dht.work().sentBytes())
                .put("receivedBytes", dht.work().receivedBytes());
    }

    private static JsonObject peers(PeersStatus peers) {
        return new JsonObject()
                .put("enabled", peers.enabled())
                .put("served", peers.served())
                .put("uploads", peers.uploads())
                .put("uploadedThisMonthBytes", peers.uploadedThisMonthBytes())
                .put("uploadMonthLimitBytes", peers.uploadMonthLimitBytes())
                .put("banned", peers.banned())
                .put(
                        "neighbours",
                        array(
                                peers.neighbours(),
                                neighbour -> new JsonObject()
                                        .put("nodeId", neighbour.nodeId())
                                        .put("address", neighbour.address())));
    }

    private static JsonObject plugin(PluginStatus plugin) {
        return new JsonObject()
                .put("id", plugin.id())
                .put("version", plugin.version())
                .put("description", plugin.description())
                .put("extensions", new JsonArray(plugin.extensions()))
                .put("problem", plugin.problem());
    }

    private static JsonObject archive(ArchiveStatus archive) {
        return new JsonObject()
                .put("name", archive.name())
                .put("format", archive.format())
                .put("shared", archive.shared())
                .put(
                        "mirrors",
                        array(
                                archive.mirrors(),
                                mirror -> new JsonObject()
                                        .put("url", mirror.url())
                                        .put("health", mirror.health())
                                        .put(
                                                "failingSince",
                                                mirror.failingSince()
                                                        .map(Instant::toString)
                                                        .orElse(null))
                                        .put("why", mirror.why())));
    }

    private static JsonObject snapshot(SnapshotStatus snapshot) {
        return new JsonObject()
                .put("archive", snapshot.archive())
                .put("root", snapshot.root())
                .put("adoptedAt", snapshot.adoptedAt().toString())
                .put("signature", snapshot.signature());
    }

    private static JsonObject fetch(FetchStatus fetch) {
        return new JsonObject()
                .put("path", fetch.path())
                .put("source", fetch.source())
                .put("receivedBytes", fetch.receivedBytes())
                .put("sizeBytes", fetch.sizeBytes().orElse(null))
                .put("clients", fetch.clients());
    }

    private static JsonObject problem(Problem problem) {
        return new JsonObject()
                .put("lastAt", problem.lastAt().toString())
                .put("text", problem.text())
                .put("times", problem.times());
    }

    private static <T> JsonArray array(List<T> values, Function<T, JsonObject> shape) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(shape.apply(value)));
        return array;
    }
}
