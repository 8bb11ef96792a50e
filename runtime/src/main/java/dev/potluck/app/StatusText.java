package dev.potluck.app;

import dev.potluck.app.admin.Reachability;
import dev.potluck.app.admin.TimeSpan;
import dev.potluck.app.settings.ByteSize;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
                "%s in %s, of %s"
                        .formatted(
                                size(cache, "bytes"),
                                Count.of(cache.getLong("objects"), "file"),
                                size(cache, "quotaBytes")));
        JsonObject deltas = cache.getJsonObject("deltas", new JsonObject());
        if (deltas.getLong("objects", 0L) > 0) {
            line(
                    "deltas",
                    "%s saved by %s of old versions"
                            .formatted(
                                    size(deltas, "savedBytes"),
                                    Count.of(deltas.getLong("objects"), "delta")));
        }
        line(
                "DHT",
                Reachability.meaning(dht.getString("reachability"))
                        + "; "
                        + Count.of(dht.getLong("nodes"), "node")
                        + " known");
        if (!dht.getString("problem").isEmpty()) {
            line("", "it does not work: " + dht.getString("problem"));
        }
        line(
                "shared",
                "%s, %,d announced"
                        .formatted(
                                Count.of(dht.getLong("publicFiles"), "file"),
                                dht.getLong("announcedKeys")));
        line("LAN", Count.of(dht.getLong("lanPeers"), "node"));
    }

    private void lists(JsonObject status) {
        each(
                status,
                "plugins",
                "plugin",
                plugin -> "%s %s: %s%s"
                        .formatted(
                                plugin.getString("id"),
                                plugin.getString("version"),
                                plugin.getJsonArray("extensions").stream()
                                        .map(Object::toString)
                                        .collect(Collectors.joining(", ")),
                                inBrackets(plugin.getString("problem"))));
        each(
                status,
                "archives",
                "archive",
                archive -> "%s%s: %s"
                        .formatted(
                                archive.getString("name"),
                                inBrackets(archive.getString("format")),
                                objects(archive.getJsonArray("mirrors"))
                                        .map(StatusText::mirror)
                                        .collect(Collectors.joining(", "))));
        each(
                status,
                "snapshots",
                "snapshot",
                snapshot -> "%s %s adopted %s, %s"
                        .formatted(
                                snapshot.getString("archive"),
                                snapshot.getString("root"),
                                toTheSecond(snapshot.getString("adoptedAt")),
                                signature(snapshot.getString("signature"))));
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

    private static String inBrackets(String format) {
        return format.isEmpty() ? "" : " (" + format + ")";
    }

    private static String mirror(JsonObject mirror) {
        String healthy = mirror.getString("url") + " " + mirror.getString("health");
        String since = mirror.getString("failingSince");
        return since == null
                ? healthy
                : "%s since %s: %s".formatted(healthy, since, mirror.getString("why"));
    }

    private static String toTheSecond(String instant) {
        return Instant.parse(instant).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A fingerprint by its last 16 digits, as gpg(1) has a key's long id; the JSON has it all. */
    private static String signature(String verdict) {
        String brief = verdict.replaceAll("\\b[0-9A-Fa-f]{24,48}([0-9A-Fa-f]{16})\\b", "$1");
        return brief.startsWith("signed") || brief.endsWith("signed")
                ? brief
                : "signature: " + brief;
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
