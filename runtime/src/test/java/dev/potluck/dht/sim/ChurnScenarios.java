package dev.potluck.dht.sim;

import dev.potluck.dht.DhtProbe;
import dev.potluck.dht.KeySource;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.dht.sim.SimReport.Row;
import dev.potluck.net.Endpoint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Nodes come and go, half of them behind NAT: what tables say of them, and what becomes of records.
 */
final class ChurnScenarios {
    private static final long MINUTE_MS = 60_000;
    private static final long ROUND_MS = 150 * MINUTE_MS;
    private static final int KEYS = 2_000;
    private static final int HAND_OUTS = 5_000;
    private static final int MINUTES_OF_ROUND = 150;

    private final long seed;

    ChurnScenarios(long seed) {
        this.seed = seed;
    }

    /** The share of unreachable nodes in what nodes tell each other. */
    List<Row> handedOut(int nodes) {
        SimWorld world = churning(nodes);
        world.run(60 * MINUTE_MS);
        Set<Endpoint> reachable = new HashSet<>();
        world.nodes.stream()
                .filter(node -> !node.host.isFirewalled())
                .forEach(node -> reachable.add(node.endpoint()));
        long named = 0;
        long dead = 0;
        for (int i = 0; i < HAND_OUTS; i++) {
            List<NodeInfo> told = DhtProbe.handedOut(
                    world.randomNode().dht, NodeId.random(world.random), world.clock.nowMs());
            named += told.size();
            dead += told.stream()
                    .filter(node -> !reachable.contains(node.endpoint()))
                    .count();
        }
        return List.of(new Row(
                String.format("dead share in handed-out nodes, half firewalled, %,d nodes", nodes),
                "<= 5 %",
                String.format("%.2f %% of %,d", 100.0 * dead / named, named)));
    }

    /** What announcing 2,000 keys costs, and how many are found a round later. */
    List<Row> announce(int nodes) {
        SimWorld world = churning(nodes);
        List<Row> rows = new ArrayList<>();
        Consumer<SimNode> mortal = world.whenStarted;
        world.whenStarted = node -> {};
        SimNode announcer = world.startNode(world.publicEndpoint(), false);
        world.whenStarted = mortal;
        world.run(10 * MINUTE_MS);
        KeyList keys = KeyList.plain(KEYS, world.random);
        long startMs = world.clock.nowMs();
        announcer.dht.announce(keys);
        while (announcer.dht.stats().work().announcedKeys() < KEYS * 99 / 100
                && world.clock.nowMs() < 2 * ROUND_MS) {
            world.run(MINUTE_MS);
        }
        announcer.dht.announce(KeySource.EMPTY);
        long tookMs = world.clock.nowMs() - startMs;
        world.clock.runUntil(startMs + ROUND_MS);
        double found = foundShare(world, announcer, keys, tookMs);
        announcer.dht.announce(keys);
        long[] costs = cost(world, announcer);
        rows.add(new Row(
                String.format("announcing %,d keys at %,d nodes, mean over 2.5 h", KEYS, nodes),
                nodes <= 60 ? "<= 60 B/s" : "<= 200 B/s",
                String.format("%.1f B/s", costs[0] / (ROUND_MS / 1_000.0))));
        rows.add(new Row(
                "  the most in any minute",
                "<= 300 B/s",
                String.format("%.1f B/s", costs[1] / 60.0)));
        rows.add(new Row(
                "  records found 2.5 h later, churn `seed`, half firewalled",
                ">= 99.5 %",
                String.format("%.2f %%", 100 * found)));
        return rows;
    }

    /** Of one round: bytes in all, and the most in a minute. */
    private static long[] cost(SimWorld world, SimNode announcer) {
        long startBytes = announcer.dht.stats().work().announceBytes();
        long beforeBytes = startBytes;
        long mostBytes = 0;
        for (int minute = 0; minute < MINUTES_OF_ROUND; minute++) {
            world.run(MINUTE_MS);
            long nowBytes = announcer.dht.stats().work().announceBytes();
            mostBytes = Math.max(mostBytes, nowBytes - beforeBytes);
            beforeBytes = nowBytes;
        }
        return new long[] {beforeBytes - startBytes, mostBytes};
    }

    /** Looks keys up in the order and at the pace of their announcing, so all are equally old. */
    private static double foundShare(SimWorld world, SimNode announcer, KeyList keys, long overMs) {
        List<LookupSample> samples = new ArrayList<>();
        for (NodeId key : keys.keys()) {
            LookupSample sample = new LookupSample(world.clock, announcer.peerEndpoint());
            samples.add(sample);
            SimNode asker = world.randomNode();
            while (world.clock.nowMs() - asker.startedMs < MINUTE_MS || asker == announcer) {
                asker = world.randomNode();
            }
            asker.dht.lookup(key, sample);
            world.run(overMs / KEYS);
        }
        world.run(MINUTE_MS / 4);
        return new LookupFigures(samples).foundShare();
    }

    private SimWorld churning(int nodes) {
        SimWorld world = new SimWorld(seed, Latency.MODEL, 0.005);
        world.firewalledShare = 0.5;
        world.grow(nodes, 10 * MINUTE_MS);
        world.run(30 * MINUTE_MS);
        Churn.SEED.apply(world);
        world.run(60 * MINUTE_MS);
        return world;
    }
}
