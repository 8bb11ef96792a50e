package dev.potluck.app.sharing;

import dev.potluck.app.admin.NodeStatus.DhtStatus;
import dev.potluck.dht.Dht;
import dev.potluck.dht.DhtStats;

import java.util.Locale;

/** Tells where a node of the DHT stands. */
final class DhtReport {
    /** The UDP port could not be opened. */
    private static final String UNAVAILABLE = "unavailable";
    /** The port is open, but nothing can be sent. */
    private static final String BLOCKED = "blocked";

    private DhtReport() {}

    static DhtStatus of(DhtNode node, int lanPeers, int publicFiles) {
        String problem = node.problem().orElse("");
        if (node.dht().isEmpty()) {
            return DhtStatus.without(UNAVAILABLE, problem);
        }
        Dht dht = node.dht().get();
        DhtStats stats = dht.stats();
        DhtStats.Tables tables = stats.tables();
        return new DhtStatus(
                tables.nodesV4() + tables.nodesV6(),
                problem.isEmpty() ? tables.reachability().name().toLowerCase(Locale.ROOT) : BLOCKED,
                stats.work().lookups(),
                stats.work().announcedKeys(),
                new DhtStatus.Place(
                        dht.ownId().toString(),
                        node.port().orElse(0),
                        tables.nodesV4(),
                        tables.nodesV6(),
                        tables.estimatedNodes(),
                        lanPeers,
                        problem),
                new DhtStatus.Work(
                        tables.records(),
                        publicFiles,
                        stats.work().lookupQueries(),
                        stats.work().announceBytes(),
                        stats.traffic().sentBytes(),
                        stats.traffic().receivedBytes()));
    }
}
