package dev.potluck.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.hash.Pieces;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Nodes of one network that want the same file at the same time, in virtual time. */
final class ColdStartTest {
    private static final int NODES = 8;
    private static final int SEEDS = 5;
    private static final int SIZE_BYTES = 24 * Pieces.PIECE_BYTES;
    private static final double MIRROR_RATE = 2_500;
    private static final long LIMIT_MS = 600_000;

    private SwarmWorld world = new SwarmWorld(21, 1, MIRROR_RATE);
    private List<ColdNode> nodes = new ArrayList<>();

    private void start(int seed, int spreadMs, int tripMs) {
        world = new SwarmWorld(21, SIZE_BYTES, MIRROR_RATE);
        nodes = new ArrayList<>();
        Random random = new Random(seed);
        ColdNode.Place place = new ColdNode.Place(world, nodes, random, tripMs);
        for (int i = 0; i < NODES; i++) {
            nodes.add(new ColdNode(place, i));
        }
        nodes.forEach(node ->
                world.timers.schedule(spreadMs == 0 ? 0 : random.nextInt(spreadMs), node::start));
    }

    private double copies() {
        return (double) world.mirror.sentBytes / SIZE_BYTES;
    }

    private boolean finish(List<ColdNode> those) {
        return world.timers.runUntil(() -> those.stream().allMatch(ColdNode::isDone), LIMIT_MS);
    }

    private ColdNode leader() {
        return nodes.stream().filter(ColdNode::isLeader).findFirst().orElseThrow();
    }

    private List<ColdNode> others(ColdNode leader) {
        return nodes.stream().filter(node -> node != leader).toList();
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "10, 2", "100, 5", "100, 60", "500, 20", "3000, 5", "100, 150"})
    void start_eightNodes_eachByteLeavesTheMirrorAboutOnce(int spreadMs, int tripMs) {
        for (int seed = 0; seed < SEEDS; seed++) {
            start(seed, spreadMs, tripMs);
            assertThat(finish(nodes)).as("seed %d", seed).isTrue();
            assertThat(nodes).as("seed %d", seed).allMatch(ColdNode::isRight);
            assertThat(copies()).as("seed %d", seed).isLessThanOrEqualTo(1.2);
        }
    }

    @Test
    void start_leaderIsKilledInTheMiddle_oneOtherGoesOn() {
        for (int seed = 0; seed < SEEDS; seed++) {
            start(seed, 100, 5);
            world.timers.advance(2_000);
            ColdNode leader = leader();
            leader.kill();
            assertThat(finish(others(leader))).as("seed %d", seed).isTrue();
            assertThat(others(leader)).as("seed %d", seed).allMatch(ColdNode::isRight);
            assertThat(copies()).as("seed %d", seed).isLessThanOrEqualTo(1.2);
        }
    }

    @Test
    void start_leaderStallsInTheMiddle_oneOtherGoesOn() {
        for (int seed = 0; seed < SEEDS; seed++) {
            start(seed, 100, 5);
            world.timers.advance(2_000);
            ColdNode leader = leader();
            leader.stall();
            assertThat(finish(others(leader))).as("seed %d", seed).isTrue();
            assertThat(others(leader)).as("seed %d", seed).allMatch(ColdNode::isRight);
            assertThat(copies()).as("seed %d", seed).isLessThanOrEqualTo(1.3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 40})
    void start_everyLeaderIsKilled_theLastFinishesAlone(int tripMs) {
        start(1, 100, tripMs);
        List<ColdNode> alive = new ArrayList<>(nodes);
        while (alive.size() > 1) {
            world.timers.advance(500);
            ColdNode leader = leader();
            leader.kill();
            alive.remove(leader);
        }
        assertThat(finish(alive)).isTrue();
        assertThat(alive).allMatch(ColdNode::isRight);
    }
}
