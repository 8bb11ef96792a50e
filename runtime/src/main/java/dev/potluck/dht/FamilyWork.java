package dev.potluck.dht;

import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.net.Endpoint;

import java.util.List;
import java.util.function.Supplier;

/**
 * The parts that work for one family.
 *
 * @param family its id and table
 * @param bootstrap finds the network
 * @param maintenance keeps the table alive
 * @param announcer says what we have
 */
record FamilyWork(
        Family family, Bootstrap bootstrap, Maintenance maintenance, Announcer announcer) {
    /** Joins through {@code restored} nodes and the endpoints of {@code seeds}. */
    void start(List<NodeInfo> restored, Supplier<List<Endpoint>> seeds) {
        bootstrap.start(restored, seeds);
        maintenance.start(bootstrap::join);
    }

    void stop() {
        maintenance.stop();
        announcer.stop();
    }
}
