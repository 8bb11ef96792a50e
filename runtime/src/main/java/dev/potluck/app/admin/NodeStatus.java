package dev.potluck.app.admin;

import dev.potluck.net.Traffic;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything a node tells about itself, at one moment. The status page, the JSON and the metrics
 * show this and nothing else.
 */
public record NodeStatus(
        String version,
        String nodeId,
        long uptimeSeconds,
        Traffic.Totals traffic,
        CacheStatus cache,
        DhtStatus dht,
        List<PluginStatus> plugins,
        List<ArchiveStatus> archives,
        List<SnapshotStatus> snapshots,
        List<FetchStatus> fetches,
        List<Problem> problems) {

    /** What the cache holds, and how much it may hold. */
    public record CacheStatus(long objects, long bytes, long quotaBytes) {}

    /**
     * The node's place in the DHT.
     *
     * @param reachability {@code off} while the node takes no part
     */
    public record DhtStatus(int nodes, String reachability, long lookups, long announcedKeys) {
        /** A node that takes no part. */
        public static final DhtStatus OFF = new DhtStatus(0, "off", 0, 0);
    }

    /** A loaded plugin, and the names of what it brings, such as {@code debian}. */
    public record PluginStatus(
            String id, String version, String description, List<String> extensions) {}

    /** An archive, from the settings or met in requests. */
    public record ArchiveStatus(
            String name, String format, boolean shared, List<MirrorStatus> mirrors) {}

    /**
     * A mirror.
     *
     * @param health one or two words, such as {@code good} or {@code down}
     */
    public record MirrorStatus(String url, String health) {}

    /**
     * A snapshot that is served.
     *
     * @param root the root index's path
     * @param signature one or two words on its signature, such as {@code good} or {@code unknown
     *     key}
     */
    public record SnapshotStatus(
            String archive, String root, Instant adoptedAt, String signature) {}

    /**
     * A fetch under way.
     *
     * @param sizeBytes how long the file is, once that is known
     * @param clients how many are reading it
     */
    public record FetchStatus(
            String path,
            String source,
            long receivedBytes,
            Optional<Long> sizeBytes,
            int clients) {}

    /**
     * Something that went wrong, in one line.
     *
     * @param lastAt when it was last seen
     * @param times how often it was seen in a row
     */
    public record Problem(Instant lastAt, String text, int times) {}
}
