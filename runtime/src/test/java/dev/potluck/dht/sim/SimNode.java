package dev.potluck.dht.sim;

import dev.potluck.dht.Dht;
import dev.potluck.dht.DhtSettings;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Timers;

import java.util.List;
import java.util.SplittableRandom;

/** One real node on the simulated network. */
final class SimNode {
    static final int PEER_PORT = 9978;

    final SimHost host;
    final Dht dht;
    final long startedMs;

    SimNode(SimHost host, SimClock clock, long seed) {
        this.host = host;
        this.startedMs = clock.nowMs();
        Timers timers = new Timers() {
            @Override
            public long nowMs() {
                return clock.nowMs();
            }

            @Override
            public Handle schedule(long delayMs, Runnable task) {
                return clock.schedule(delayMs, task);
            }
        };
        this.dht =
                new Dht(host, timers, new SplittableRandom(seed), DhtSettings.ipv4Only(PEER_PORT));
    }

    void start(List<Endpoint> seeds) {
        dht.start(() -> seeds);
    }

    Endpoint endpoint() {
        return host.endpoint;
    }

    /** The endpoint that others find when this node announces. */
    Endpoint peerEndpoint() {
        return host.endpoint.withPort(PEER_PORT);
    }
}
