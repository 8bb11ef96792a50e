package dev.potluck.dht.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.potluck.dht.DhtProbe;
import dev.potluck.dht.Reachability;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.net.Endpoint;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Small simulations, each from one seed; a failure names it, and with it the run replays. */
final class SimTest {
    private static final long MINUTE_MS = 60_000;

    @Test
    void run_sameSeedTwice_givesTheSameTrace() {
        long first = traceOf(11);
        assertThat(traceOf(11)).as("seed 11, second run").isEqualTo(first);
        assertThat(traceOf(12)).as("seed 12").isNotEqualTo(first);
    }

    private static long traceOf(long seed) {
        SimWorld world = new SimWorld(seed, Latency.HEAVY_TAIL, 0.03);
        world.firewalledShare = 0.3;
        world.grow(60, MINUTE_MS);
        world.run(3 * MINUTE_MS);
        return world.network.traceHash();
    }

    @Test
    void lookup_goodWeather_findsEveryPeerFast() {
        SimWorld world = grown(21, 150, 0);
        Workload work = new Workload(world);
        work.announce(60);
        LookupFigures figures = new LookupFigures(work.lookUp(200, 50));
        assertThat(figures.foundShare()).as("seed 21: %s", figures).isEqualTo(1);
        assertThat(figures.percentileMs(0.99)).as("seed 21: %s", figures).isLessThan(700);
        assertThat(figures.meanQueries).as("seed 21: %s", figures).isLessThan(25);
        checkStepByStep(world, 21);
    }

    @Test
    void lookup_halfOfAllNodesGoneAndLoss_findsNearlyEveryPeer() {
        SimWorld world = grown(22, 150, 0);
        Workload work = new Workload(world);
        work.announce(60);
        world.killShare(0.5);
        world.network.change(Latency.HEAVY_TAIL, 0.03);
        LookupFigures figures = new LookupFigures(work.lookUp(200, 50));
        assertThat(figures.foundShare()).as("seed 22: %s", figures).isGreaterThan(0.95);
        assertThat(figures.foundWithin(1_000)).as("seed 22: %s", figures).isGreaterThan(0.93);
        checkStepByStep(world, 22);
    }

    @Test
    void handOut_halfFirewalled_namesFewThatCannotBeReached() {
        SimWorld world = grown(23, 100, 0.5);
        world.run(20 * MINUTE_MS);
        Set<Endpoint> reachable = new HashSet<>();
        long knowing = 0;
        for (SimNode node : world.nodes) {
            Reachability judged = node.dht.stats().tables().reachability();
            assertThat(judged)
                    .as("seed 23: %s behind NAT: %s", node.endpoint(), node.host.isFirewalled())
                    .isNotEqualTo(
                            node.host.isFirewalled()
                                    ? Reachability.REACHABLE
                                    : Reachability.FIREWALLED);
            knowing += judged == Reachability.UNKNOWN ? 0 : 1;
            if (!node.host.isFirewalled()) {
                reachable.add(node.endpoint());
            }
        }
        assertThat(knowing).as("seed 23: nodes that know").isGreaterThan(70);
        int named = 0;
        int dead = 0;
        for (int i = 0; i < 300; i++) {
            List<NodeInfo> nodes = DhtProbe.handedOut(
                    world.randomNode().dht, NodeId.random(world.random), world.clock.nowMs());
            named += nodes.size();
            dead += (int) nodes.stream()
                    .filter(node -> !reachable.contains(node.endpoint()))
                    .count();
        }
        assertThat((double) dead / named).as("seed 23: of %s", named).isLessThan(0.05);
        checkStepByStep(world, 23);
    }

    @Test
    void announce_manyKeys_areFoundAndNeverCostMoreThanTheBudget() {
        SimWorld world = grown(24, 60, 0);
        SimNode announcer = world.nodes.get(0);
        KeyList keys = KeyList.likeDebian(120, world.random);
        announcer.dht.announce(keys);
        long spentBefore = announcer.dht.stats().work().announceBytes();
        for (int minute = 0; minute < 6; minute++) {
            world.run(MINUTE_MS);
            long spent = announcer.dht.stats().work().announceBytes();
            assertThat(spent - spentBefore)
                    .as("seed 24, minute %s", minute)
                    .isLessThanOrEqualTo(300 * 60 + 2_500);
            spentBefore = spent;
        }
        int found = 0;
        for (NodeId key : keys.keys()) {
            LookupSample sample = new LookupSample(world.clock, announcer.peerEndpoint());
            world.randomNode().dht.lookup(key, sample);
            world.run(200);
            found += sample.foundMs >= 0 ? 1 : 0;
        }
        world.run(MINUTE_MS);
        assertThat(found).as("seed 24: found of 120").isGreaterThanOrEqualTo(118);
        assertThat(announcer.dht.stats().work().announcedKeys()).isEqualTo(120);
        checkStepByStep(world, 24);
    }

    @Test
    void churn_fileSharing_lookupsStillWork() {
        SimWorld world = grown(25, 80, 0.3);
        Churn.FILE_SHARING.apply(world);
        world.run(15 * MINUTE_MS);
        Workload work = new Workload(world);
        work.announce(40);
        LookupFigures figures = new LookupFigures(work.lookUp(100, 50));
        assertThat(figures.foundShare()).as("seed 25: %s", figures).isGreaterThan(0.97);
        checkStepByStep(world, 25);
    }

    private static SimWorld grown(long seed, int nodes, double firewalledShare) {
        SimWorld world = new SimWorld(seed, Latency.MODEL, 0);
        world.firewalledShare = firewalledShare;
        world.grow(nodes, 2 * MINUTE_MS);
        world.run(5 * MINUTE_MS);
        return world;
    }

    private static void checkStepByStep(SimWorld world, long seed) {
        for (int step = 0; step < 10; step++) {
            world.run(1_000);
            assertThatCode(world::checkInvariants)
                    .as("seed %s, step %s", seed, step)
                    .doesNotThrowAnyException();
        }
    }
}
