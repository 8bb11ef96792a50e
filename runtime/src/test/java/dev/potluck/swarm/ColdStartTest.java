package dev.potluck.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.hash.ContentHasher;
import dev.potluck.hash.Pieces;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Traffic;

import io.vertx.core.buffer.Buffer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Nodes of one network that want the same file at the same time, in virtual time. */
final class ColdStartTest {
    private static final int NODES = 8;
    private static final int SIZE_BYTES = 12 * Pieces.PIECE_BYTES;
    private static final double MIRROR_RATE = 2_500;
    private static final int LOOK_MS = 5;
    private static final int MOST_BYTES = 128 << 10;

    private final SwarmWorld world = new SwarmWorld(21, SIZE_BYTES, MIRROR_RATE);
    private final List<Node> nodes = new ArrayList<>();

    /** One of those who start. */
    private final class Node {
        final SwarmWorld.CollectedFile got = new SwarmWorld.CollectedFile();
        final SwarmTools tools = SwarmTools.of(world.timers, new Traffic());
        final long tag;
        final Peer peer;
        final SwarmDownload download;
        long startedMs = -1;
        boolean isDead;

        Node(int number, long tag) {
            this.tag = tag;
            this.peer = new Peer(Endpoint.ofV4(0x0a00_0001 + number, 9_978), Peer.Origin.LAN);
            this.download =
                    new SwarmDownload(new PieceTrust(world.file), tools, world.mirror, got, 0);
        }

        void start() {
            startedMs = world.timers.nowMs();
            download.start(true, HoldBack.UNPROVEN_MS);
            world.timers.schedule(3, this::look);
            world.timers.schedule(45, this::look);
            world.timers.schedule(60, download::searchEnded);
        }

        private void look() {
            long now = world.timers.nowMs();
            for (Node other : nodes) {
                if (other == this || other.startedMs < 0 || download.isFollowing()) {
                    continue;
                }
                Have.State state =
                        other.download.isFollowing() ? Have.State.FOLLOWING : Have.State.FETCHING;
                Have.Holding holding = new Have.Holding(state, now - other.startedMs);
                Have.Answer answer = new Have.Answer(other.tag, List.of(holding));
                if (Have.isAhead(answer, holding, tag, now - startedMs, 0)) {
                    download.follow(other.peer, new Stream(other));
                }
            }
        }

        boolean isRight() {
            return ContentHasher.sha256(got.bytes.toByteArray()).equals(world.file.sha256());
        }
    }

    /** What a node has so far, as it arrives. */
    private final class Stream implements RangeSource {
        private final Node of;

        Stream(Node of) {
            this.of = of;
        }

        @Override
        public Handle open(long from, long to, Sink sink) {
            boolean[] isOver = {false};
            send(from, to, sink, isOver);
            return new Handle() {
                @Override
                public void pause() {}

                @Override
                public void resume() {}

                @Override
                public void cancel() {
                    isOver[0] = true;
                }
            };
        }

        private void send(long at, long to, Sink sink, boolean[] isOver) {
            world.timers.schedule(LOOK_MS, () -> {
                if (isOver[0]) {
                    return;
                }
                int there = of.isDead ? 0 : of.got.bytes.size(); // what it has is right so far
                int end = (int) Math.min(there, Math.min(to, at + MOST_BYTES));
                if (end > at) {
                    sink.take(Buffer.buffer(Arrays.copyOfRange(world.content, (int) at, end)));
                }
                if (end == to) {
                    sink.end();
                } else {
                    send(Math.max(at, end), to, sink, isOver);
                }
            });
        }
    }

    private void startAll(int spreadMs) {
        Random random = new Random(spreadMs);
        for (int i = 0; i < NODES; i++) {
            nodes.add(new Node(i, random.nextLong()));
        }
        nodes.forEach(node ->
                world.timers.schedule(spreadMs == 0 ? 0 : random.nextInt(spreadMs), node::start));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 50, 500, 3_000})
    void start_eightNodes_eachByteLeavesTheMirrorAboutOnce(int spreadMs) {
        startAll(spreadMs);
        assertThat(world.timers.runUntil(this::isDone, 600_000)).isTrue();
        assertThat(nodes).allMatch(Node::isRight);
        assertThat((double) world.mirror.sentBytes / SIZE_BYTES).isLessThanOrEqualTo(1.2);
    }

    @Test
    void start_leaderStopsInTheMiddle_othersFinish() {
        startAll(50);
        world.timers.advance(1_000);
        Node leader = nodes.stream()
                .filter(node -> !node.download.isFollowing())
                .findFirst()
                .orElseThrow();
        leader.isDead = true;
        leader.download.cancel();
        nodes.remove(leader);
        assertThat(world.timers.runUntil(this::isDone, 600_000)).isTrue();
        assertThat(nodes).allMatch(Node::isRight);
    }

    private boolean isDone() {
        return nodes.stream().allMatch(node -> node.download.result().succeeded());
    }
}
