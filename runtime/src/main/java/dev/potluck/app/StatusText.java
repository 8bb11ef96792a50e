package dev.potluck.app;

import dev.potluck.app.admin.TimeSpan;
import dev.potluck.app.settings.ByteSize;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The status of a node, from its JSON, for a person at a terminal. */
final class StatusText {
    private static final int MAX_PROBLEMS_SHOWN = 5;

    private final StringBuilder text = new StringBuilder();

    private StatusText() {}

    static String of(JsonObject status) {
        StatusText writer = new StatusText();
        writer.overview(status);
        writer.lists(status);
        return writer.text.toString();
    }

    private void overview(JsonObject status) {
        JsonObject traffic = status.getJsonObject("traffic");
        JsonObject cache = status.getJsonObject("cache");
        JsonObject dht = status.getJsonObject("dht");
        line("version", status.getString("version"));
        line("node", status.getString("nodeId"));
        line("up", TimeSpan.format(Duration.ofSeconds(status.getLong("uptimeSeconds"))));
        line("served", size(traffic, "servedBytes"));
        line("from cache", size(traffic, "fromCacheBytes"));
        line("from peers", size(traffic, "fromPeersBytes"));
        line("from mirrors", size(traffic, "fromMirrorBytes"));
        line("uploaded", size(traffic, "uploadedBytes"));
        line("wasted", size(traffic, "wastedBytes"));
        line(
                "cache",
                "%s in %d files, of %s"
                        .formatted(
                                size(cache, "bytes"),
                                cache.getLong("objects"),
                                size(cache, "quotaBytes")));
        line("DHT", dht.getString("reachability") + ", " + dht.getLong("nodes") + " nodes");
        if (!dht.getString("problem").isEmpty()) {
            line("", "it does not work: " + dht.getString("problem"));
        }
        line(
                "shared",
                "%,d files, %,d announced"
                        .formatted(dht.getLong("publicFiles"), dht.getLong("announcedKeys")));
        line("LAN", dht.getLong("lanPeers") + " nodes");
    }

    private void lists(JsonObject status) {
        each(
                status,
                "plugins",
                "plugin",
                plugin -> "%s %s: %s"
                        .formatted(
                                plugin.getString("id"),
                                plugin.getString("version"),
                                plugin.getJsonArray("extensions").stream()
                                        .map(Object::toString)
                                        .collect(Collectors.joining(", "))));
        each(
                status,
                "archives",
                "archive",
                archive -> "%s (%s): %s"
                        .formatted(
                                archive.getString("name"),
                                archive.getString("format"),
                                objects(archive.getJsonArray("mirrors"))
                                        .map(m -> m.getString("url") + " " + m.getString("health"))
                                        .collect(Collectors.joining(", "))));
        each(
                status,
                "snapshots",
                "snapshot",
                snapshot -> "%s %s of %s, signature %s"
                        .formatted(
                                snapshot.getString("archive"),
                                snapshot.getString("root"),
                                snapshot.getString("adoptedAt"),
                                snapshot.getString("signature")));
        each(
                status,
                "fetches",
                "fetching",
                fetch -> "%s from %s: %s"
                        .formatted(
                                fetch.getString("path"),
                                fetch.getString("source"),
                                size(fetch, "receivedBytes")));
        each(
                status,
                "problems",
                "problem",
                problem ->
                        "%s %s".formatted(problem.getString("lastAt"), problem.getString("text")));
    }

    private void each(
            JsonObject status, String key, String label, Function<JsonObject, String> describe) {
        objects(status.getJsonArray(key))
                .limit(key.equals("problems") ? MAX_PROBLEMS_SHOWN : Integer.MAX_VALUE)
                .forEach(element -> line(label, describe.apply(element)));
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return IntStream.range(0, array.size()).mapToObj(array::getJsonObject);
    }

    private void line(String label, String value) {
        text.append("%-13s %s%n".formatted(label, value));
    }

    private static String size(JsonObject object, String key) {
        return ByteSize.format(object.getLong(key));
    }
}
