package dev.potluck.dht.sim;

import dev.potluck.dht.DhtProbe;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.dht.sim.SimReport.Row;
import dev.potluck.net.Endpoint;

import java.util.ArrayList;
import java.util.List;

/** An attacker with many nodes: how often an honest peer is still found. */
final class SybilScenarios {
    private static final long MINUTE_MS = 60_000;
    private static final int LOOKUPS = 1_000;
    private static final int FILES = 200;
    private static final int NETWORK_NODES = 256;
    private static final int ATTACKED_NETWORK = 0x2d4f_1100;
    private static final int PORT = 20_000;

    private final long seed;
    private final int count;

    SybilScenarios(long seed, int count) {
        this.seed = seed;
        this.count = count;
    }

    List<Row> run() {
        return List.of(spread(), oneNetwork());
    }

    /** A fifth of all nodes, on addresses everywhere. */
    private Row spread() {
        SimWorld world = grown(count * 4 / 5);
        SybilSwarm swarm = new SybilSwarm(world);
        for (int i = 0; i < count / 5; i++) {
            Endpoint endpoint = world.publicEndpoint();
            swarm.add(DhtProbe.nearestTo(NodeId.random(world.random), endpoint, world.random));
        }
        world.run(30 * MINUTE_MS);
        Workload workload = new Workload(world);
        workload.announce(FILES);
        LookupFigures figures = new LookupFigures(workload.lookUp(LOOKUPS, 50));
        return new Row(
                String.format("20 %% random Sybils of %,d: lookups with an honest peer", count),
                ">= 99 %",
                String.format("%.2f %%", 100 * figures.foundShare()));
    }

    /** 256 nodes in one /24, all as near to one key as their addresses allow. */
    private Row oneNetwork() {
        SimWorld world = grown(count);
        Workload workload = new Workload(world);
        SybilSwarm swarm = new SybilSwarm(world);
        NodeId victim = NodeId.random(world.random);
        for (int i = 0; i < NETWORK_NODES; i++) {
            Endpoint endpoint = Endpoint.ofV4(ATTACKED_NETWORK + i, PORT);
            NodeInfo member = DhtProbe.nearestTo(victim, endpoint, world.random);
            swarm.add(member);
        }
        world.run(30 * MINUTE_MS);
        workload.announce(victim);
        List<LookupSample> samples = new ArrayList<>(workload.lookUp(LOOKUPS, 50));
        LookupFigures figures = new LookupFigures(samples);
        return new Row(
                "256 Sybils in one /24 around one key: lookups captured",
                "<= 1 %",
                String.format("%.2f %%", 100 - 100 * figures.foundShare()));
    }

    private SimWorld grown(int nodes) {
        SimWorld world = new SimWorld(seed, Latency.MODEL, 0);
        world.grow(nodes, 10 * MINUTE_MS);
        world.run(10 * MINUTE_MS);
        return world;
    }
}
