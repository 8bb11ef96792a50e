package dev.potluck.dht.sim;

import dev.potluck.net.Endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A population of nodes on one network, made and moved by one seed. */
final class SimWorld {
    private static final int[] DOOR_OPEN_SECONDS = {30, 30, 60, 60, 60, 120, 180};
    private static final int SEEDS_PER_NODE = 3;

    final long seed;
    final SimClock clock = new SimClock();
    final SimNetwork network;
    final SplittableRandom random;
    final List<SimNode> nodes = new ArrayList<>();
    double firewalledShare;
    /** Told of each node that has started. */
    Consumer<SimNode> whenStarted = node -> {};

    SimWorld(long seed, Latency latency, double lossShare) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.network = new SimNetwork(clock, latency, lossShare, random.nextLong());
    }

    /** Starts {@code count} nodes spread evenly over {@code overMs}, and lets that time pass. */
    void grow(int count, long overMs) {
        long startMs = clock.nowMs();
        for (int i = 0; i < count; i++) {
            clock.schedule(overMs * i / count, this::startNode);
        }
        clock.runUntil(startMs + overMs);
    }

    SimNode startNode() {
        boolean firewalled = random.nextDouble() < firewalledShare && nodes.size() > 8;
        return startNode(publicEndpoint(), firewalled);
    }

    SimNode startNode(Endpoint endpoint, boolean firewalled) {
        long doorOpenMs = firewalled
                ? 1_000L * DOOR_OPEN_SECONDS[random.nextInt(DOOR_OPEN_SECONDS.length)]
                : 0;
        SimHost host = network.attach(endpoint, doorOpenMs);
        SimNode node = new SimNode(host, clock, random.nextLong());
        List<Endpoint> seeds = new ArrayList<>();
        for (int i = 0; i < SEEDS_PER_NODE && !nodes.isEmpty(); i++) {
            seeds.add(reachableNode().endpoint());
        }
        nodes.add(node);
        node.start(seeds);
        whenStarted.accept(node);
        return node;
    }

    /** A node that can be reached, drawn evenly. */
    SimNode reachableNode() {
        SimNode node = randomNode();
        while (node.host.isFirewalled()) {
            node = randomNode();
        }
        return node;
    }

    SimNode randomNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    /** The node is gone, without a word. */
    void kill(int index) {
        SimNode node = nodes.get(index);
        SimNode last = nodes.remove(nodes.size() - 1);
        if (node != last) {
            nodes.set(index, last);
        }
        network.detach(node.host);
        node.dht.stop();
    }

    /** The node is gone, without a word, unless it was already. */
    void kill(SimNode node) {
        int index = nodes.indexOf(node);
        if (index >= 0) {
            kill(index);
        }
    }

    /** A share of all nodes, drawn evenly, is gone at once. */
    void killShare(double share) {
        int count = (int) Math.round(nodes.size() * share);
        for (int i = 0; i < count; i++) {
            kill(random.nextInt(nodes.size()));
        }
    }

    Endpoint publicEndpoint() {
        Endpoint drawn = Endpoint.ofV4(random.nextInt(), 10_000 + random.nextInt(50_000));
        while (!drawn.isPublic() || network.isTaken(drawn)) {
            drawn = Endpoint.ofV4(random.nextInt(), 10_000 + random.nextInt(50_000));
        }
        return drawn;
    }

    void run(long forMs) {
        clock.runUntil(clock.nowMs() + forMs);
    }

    void checkInvariants() {
        for (SimNode node : nodes) {
            node.dht.checkInvariant();
        }
    }
}
