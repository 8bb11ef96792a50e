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
        PeersStatus peers,
        List<PluginStatus> plugins,
        List<ArchiveStatus> archives,
        List<SnapshotStatus> snapshots,
        List<FetchStatus> fetches,
        List<Problem> problems) {

    /**
     * What the cache holds, and how much it may hold.
     *
     * @param policy who says what goes first
     * @param policyProblem why that is not the policy of the settings; empty if it is
     * @param deltas old versions that are kept as deltas; {@code bytes} counts them too
     */
    public record CacheStatus(
            long objects,
            long bytes,
            long quotaBytes,
            String policy,
            String policyProblem,
            Deltas deltas) {
        /**
         * Old versions kept as their difference from new ones.
         *
         * @param objects how many
         * @param bytes what they take
         * @param savedBytes how much more they would take whole
         * @param effortMs how long it took to make them
         */
        public record Deltas(long objects, long bytes, long savedBytes, long effortMs) {
            /** There are none. */
            public static final Deltas NONE = new Deltas(0, 0, 0, 0);
        }
    }

    /**
     * The node's part in the DHT.
     *
     * @param nodes how many other nodes it knows
     * @param reachability {@code reachable}, {@code firewalled}, {@code unknown} while that is not
     *     clear; {@code unavailable} when its port is not open, {@code blocked} when nothing can be
     *     sent, {@code off} while it takes no part
     * @param lookups lookups begun, the upkeep of the table included
     * @param announcedKeys files that others were told of in the last round
     */
    public record DhtStatus(
            int nodes,
            String reachability,
            long lookups,
            long announcedKeys,
            Place place,
            Work work) {
        /** A node that takes no part. */
        public static final DhtStatus OFF = without("off", "");

        /**
         * Where the node stands.
         *
         * @param id its id in the DHT, which depends on its public address; empty without a DHT
         * @param port its UDP port; 0 while none is open
         * @param nodesV4 nodes known by IPv4
         * @param nodesV6 nodes known by IPv6
         * @param estimatedNodes how many nodes the network seems to have
         * @param lanPeers nodes known on the same network
         * @param problem why the DHT does not work; empty if it does
         */
        public record Place(
                String id,
                int port,
                int nodesV4,
                int nodesV6,
                long estimatedNodes,
                int lanPeers,
                String problem) {}

        /**
         * What the node does for others and itself.
         *
         * @param records announcements of others that it keeps
         * @param publicFiles its own files that may be shared
         * @param lookupQueries questions of all lookups that have ended
         * @param announceBytes cost of announcing, with headers
         * @param sentBytes sent by UDP, without headers
         * @param receivedBytes received by UDP, without headers
         */
        public record Work(
                long records,
                long publicFiles,
                long lookupQueries,
                long announceBytes,
                long sentBytes,
                long receivedBytes) {}

        /** A node without a DHT. */
        public static DhtStatus without(String reachability, String problem) {
            return new DhtStatus(
                    0,
                    reachability,
                    0,
                    0,
                    new Place("", 0, 0, 0, 0, 0, problem),
                    new Work(0, 0, 0, 0, 0, 0));
        }
    }

    /**
     * What goes to and comes from peers over HTTP.
     *
     * @param enabled whether the settings want peers at all
     * @param served whether others can fetch from this node
     * @param uploads under way
     * @param uploadedThisMonthBytes to others than neighbours, by the calendar (UTC)
     * @param uploadMonthLimitBytes most of that
     * @param banned addresses that sent wrong bytes within a day
     */
    public record PeersStatus(
            boolean enabled,
            boolean served,
            int uploads,
            long uploadedThisMonthBytes,
            long uploadMonthLimitBytes,
            int banned,
            List<Neighbour> neighbours) {
        /** A node that is not there yet. */
        public static final PeersStatus NONE = new PeersStatus(false, false, 0, 0, 0, 0, List.of());
    }

    /** A node of the same network, and where its peer server is. */
    public record Neighbour(String nodeId, String address) {}

    /**
     * A plugin.
     *
     * @param extensions the names of what it brings, such as {@code debian}
     * @param problem why it is not in use, or that it has failed; empty if all is well
     */
    public record PluginStatus(
            String id,
            String version,
            String description,
            List<String> extensions,
            String problem) {}

    /** An archive, from the settings or met in requests. */
    public record ArchiveStatus(
            String name, String format, boolean shared, List<MirrorStatus> mirrors) {}

    /**
     * A mirror.
     *
     * @param health {@code good}, {@code not asked}, {@code fails} or {@code hangs}
     * @param failingSince when it failed first since its last good answer, if it did
     * @param why what went wrong then; empty if nothing did
     */
    public record MirrorStatus(
            String url, String health, Optional<Instant> failingSince, String why) {}

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
