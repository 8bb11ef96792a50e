package dev.potluck.app.admin;

import dev.potluck.app.admin.NodeStatus.ArchiveStatus;
import dev.potluck.app.admin.NodeStatus.FetchStatus;
import dev.potluck.app.admin.NodeStatus.PluginStatus;
import dev.potluck.app.admin.NodeStatus.Problem;
import dev.potluck.app.admin.NodeStatus.SnapshotStatus;
import dev.potluck.app.settings.ByteSize;
import dev.potluck.net.Traffic;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The status page: the status, written for people. */
final class StatusPage {
    private final Template template;
    private final String contentSecurityPolicy;

    /** Loads the page's parts, which are inside the program. */
    StatusPage() {
        String style = Template.resource("status.css");
        String script = Template.resource("status.js");
        // Not escaped: they are ours, and inside <style> and <script> nothing is unescaped again.
        this.template = new Template(Template.resource("status.html")
                .replace("{{style}}", style)
                .replace("{{script}}", script));
        this.contentSecurityPolicy = "default-src 'none'; connect-src 'self'; img-src data:;"
                + " style-src '" + hash(style) + "'; script-src '" + hash(script) + "';"
                + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    /** A hash source of CSP Level 3, section 2.3.1: it allows this inline text and no other. */
    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What a browser may do on behalf of the page: nothing but what the page itself contains. */
    String contentSecurityPolicy() {
        return contentSecurityPolicy;
    }

    /**
     * The page.
     *
     * @param host the address it was asked at, to be shown in examples
     */
    String of(NodeStatus status, String host, Instant now) {
        Map<String, Object> values = new HashMap<>();
        values.put("host", host);
        values.put("version", "version " + status.version());
        values.put("nodeId", status.nodeId());
        values.put("up", TimeSpan.format(Duration.ofSeconds(status.uptimeSeconds())));
        putTraffic(values, status.traffic());
        putCache(values, status.cache());
        putList(
                values,
                "Fetches",
                status.fetches().stream().map(StatusPage::fetch).toList());
        putList(
                values,
                "Archives",
                status.archives().stream().map(archive -> archive(archive, now)).toList());
        putList(
                values,
                "Snapshots",
                status.snapshots().stream()
                        .map(snapshot -> snapshot(snapshot, now))
                        .toList());
        putList(
                values,
                "Problems",
                status.problems().stream().map(problem -> problem(problem, now)).toList());
        putList(
                values,
                "Plugins",
                status.plugins().stream().map(StatusPage::plugin).toList());
        putDht(values, status.dht());
        return template.fill(values);
    }

    private static void putList(
            Map<String, Object> values, String name, List<Map<String, Object>> elements) {
        values.put("has" + name, !elements.isEmpty());
        values.put(name.toLowerCase(Locale.ROOT), elements);
    }

    private static void putTraffic(Map<String, Object> values, Traffic.Totals traffic) {
        long saved = Math.max(0, traffic.servedBytes() - traffic.fromMirrorBytes());
        values.put("hasServed", traffic.servedBytes() > 0);
        values.put("saved", ByteSize.format(saved));
        values.put("served", ByteSize.format(traffic.servedBytes()));
        values.put("fromCache", ByteSize.format(traffic.fromCacheBytes()));
        values.put("fromPeers", ByteSize.format(traffic.fromPeersBytes()));
        values.put("fromMirror", ByteSize.format(traffic.fromMirrorBytes()));
        values.put("uploaded", ByteSize.format(traffic.uploadedBytes()));
        values.put("wasted", ByteSize.format(traffic.wastedBytes()));
        long all = traffic.fromCacheBytes() + traffic.fromPeersBytes() + traffic.fromMirrorBytes();
        values.put("cacheShare", percent(traffic.fromCacheBytes(), all));
        values.put("peersShare", percent(traffic.fromPeersBytes(), all));
        values.put("mirrorShare", percent(traffic.fromMirrorBytes(), all));
        values.put("peersStart", percent(traffic.fromCacheBytes(), all));
        values.put(
                "mirrorStart", percent(traffic.fromCacheBytes() + traffic.fromPeersBytes(), all));
    }

    private static void putDht(Map<String, Object> values, NodeStatus.DhtStatus dht) {
        values.put("reachability", Reachability.meaning(dht.reachability()));
        values.put("dhtProblem", dht.place().problem());
        values.put("hasDhtProblem", !dht.place().problem().isEmpty());
        values.put("dhtNodes", number(dht.nodes()));
        values.put("dhtSize", number(dht.place().estimatedNodes()));
        values.put("lanPeers", number(dht.place().lanPeers()));
        values.put("dhtLookups", number(dht.lookups()));
        values.put("dhtPublic", number(dht.work().publicFiles()));
        values.put("dhtAnnounced", number(dht.announcedKeys()));
        values.put("dhtRecords", number(dht.work().records()));
        values.put("dhtSent", ByteSize.format(dht.work().sentBytes()));
        values.put("dhtReceived", ByteSize.format(dht.work().receivedBytes()));
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static void putCache(Map<String, Object> values, NodeStatus.CacheStatus cache) {
        values.put("cacheBytes", ByteSize.format(cache.bytes()));
        values.put("cacheObjects", String.format(Locale.ROOT, "%,d", cache.objects()));
        values.put("cacheQuota", ByteSize.format(cache.quotaBytes()));
        values.put("cacheFull", percent(cache.bytes(), cache.quotaBytes()));
        values.put("cacheNotes", notes(cache));
    }

    private static String notes(NodeStatus.CacheStatus cache) {
        String policy = cache.policyProblem().isEmpty()
                ? ""
                : " " + cache.policyProblem() + "; " + cache.policy() + " took over.";
        return cache.deltas().objects() == 0
                ? policy
                : " Of %,d old versions only the difference is kept, which saves %s.%s"
                        .formatted(
                                cache.deltas().objects(),
                                ByteSize.format(cache.deltas().savedBytes()),
                                policy);
    }

    private static String percent(long part, long whole) {
        double percent = whole == 0 ? 0 : Math.min(100, 100.0 * part / whole);
        return String.format(Locale.ROOT, "%.1f", percent);
    }

    private static Map<String, Object> fetch(FetchStatus fetch) {
        return Map.of(
                "path", fetch.path(),
                "source", fetch.source(),
                "received", ByteSize.format(fetch.receivedBytes()),
                "size", fetch.sizeBytes().map(ByteSize::format).orElse("unknown"),
                "clients", fetch.clients());
    }

    private static Map<String, Object> archive(ArchiveStatus archive, Instant now) {
        List<Map<String, Object>> mirrors = archive.mirrors().stream()
                .map(mirror -> Map.<String, Object>of(
                        "url",
                        mirror.url(),
                        "health",
                        mirror.health(),
                        "isFailing",
                        mirror.failingSince().isPresent(),
                        "failing",
                        mirror.failingSince()
                                .map(since -> TimeSpan.format(Duration.between(since, now)))
                                .orElse(""),
                        "why",
                        mirror.why()))
                .toList();
        return Map.of(
                "name",
                archive.name(),
                "format",
                archive.format(),
                "shared",
                archive.shared() ? "yes" : "no",
                "mirrors",
                mirrors);
    }

    private static Map<String, Object> snapshot(SnapshotStatus snapshot, Instant now) {
        return Map.of(
                "archive", snapshot.archive(),
                "root", snapshot.root(),
                "signature", snapshot.signature(),
                "adopted", TimeSpan.format(Duration.between(snapshot.adoptedAt(), now)));
    }

    private static Map<String, Object> problem(Problem problem, Instant now) {
        return Map.of(
                "ago", TimeSpan.format(Duration.between(problem.lastAt(), now)),
                "text", problem.text(),
                "repeated", problem.times() > 1,
                "times", problem.times());
    }

    private static Map<String, Object> plugin(PluginStatus plugin) {
        return Map.of(
                "id", plugin.id(),
                "version", plugin.version(),
                "description", plugin.description(),
                "hasProblem", !plugin.problem().isEmpty(),
                "problem", plugin.problem(),
                "extensions",
                        plugin.extensions().stream()
                                .map(name -> Map.of("name", name))
                                .toList());
    }
}
