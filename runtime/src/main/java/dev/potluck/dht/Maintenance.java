package dev.potluck.dht;

import dev.potluck.bencode.ByteString;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.dht.krpc.Question;
import dev.potluck.dht.krpc.Want;
import dev.potluck.net.Timers;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Keeps one family's table alive: every {@value #INTERVAL_MS} ms, the contact that answered
 * longest ago is asked for nodes near us, or in its own bucket when that has room.
 *
 * <p>Difference from the paper, which refreshes a bucket that saw no lookup for an hour: the load
 * is even, each contact is tried in turn, and the answers fill holes.
 */
final class Maintenance {
    static final long INTERVAL_MS = 12_000;
    /** Ticks are spread so that nodes started together do not stay together. */
    private static final int JITTER_MS = 1_000;
    /** With fewer contacts, ticks come this often. */
    private static final long HUNGRY_INTERVAL_MS = 3_000;

    private static final int HUNGRY_BELOW = 8;

    /** What to do when there is nobody left to ask. */
    interface Joiner {
        void rejoin();
    }

    private final Family family;
    private final RpcManager rpc;
    private final ContactChecks checks;
    private final Timers timers;
    private final RandomGenerator random;
    private Optional<Joiner> joiner = Optional.empty();
    private Timers.@Nullable Handle timer;

    Maintenance(
            Family family,
            RpcManager rpc,
            ContactChecks checks,
            Timers timers,
            RandomGenerator random) {
        this.family = family;
        this.rpc = rpc;
        this.checks = checks;
        this.timers = timers;
        this.random = random;
    }

    void start(Joiner whenAlone) {
        joiner = Optional.of(whenAlone);
        schedule(random.nextInt((int) INTERVAL_MS));
    }

    private void schedule(long delayMs) {
        timer = timers.schedule(delayMs, this::tick);
    }

    private void tick() {
        long intervalMs = family.table.size() < HUNGRY_BELOW ? HUNGRY_INTERVAL_MS : INTERVAL_MS;
        schedule(intervalMs - JITTER_MS / 2 + random.nextInt(JITTER_MS));
        family.reachability.review(family.table.size(), timers.nowMs());
        Optional<Contact> stalest = family.table.stalest();
        if (stalest.isEmpty()) {
            joiner.ifPresent(Joiner::rejoin);
            return;
        }
        Question question = new Question.FindNode(
                family.ownId(), target(stalest.get()), Want.SAME_FAMILY, ByteString.EMPTY);
        rpc.ask(stalest.get().info, question, new RpcManager.Callback() {
            @Override
            public void answered(RpcAnswer answer) {
                learn(answer.from(), answer.answer().nodes());
            }

            @Override
            public void failed() {}
        });
    }

    /** In turn by chance: near us, or in the bucket of the contact when that has room. */
    private NodeId target(Contact contact) {
        int index = family.ownId().commonPrefixBits(contact.id());
        boolean fillBucket = family.table.hasRoomAt(index) && random.nextBoolean();
        return fillBucket ? family.ownId().randomAtPrefix(index, random) : family.ownId();
    }

    /** Nodes that would fill a hole are checked. */
    void learn(NodeInfo from, List<NodeInfo> nodes) {
        for (NodeInfo node : nodes) {
            if (family.isAskable(node, from.endpoint())) {
                checks.heardOf(family, node);
            }
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
