package dev.potluck.dht;

import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.dht.krpc.Question;
import dev.potluck.net.Timers;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Pings nodes that might enter the table.
 *
 * <p>Difference from the paper, where a sender enters at once: a node behind a NAT reaches us, but
 * nobody else reaches it. So a sender is asked no sooner than {@value #SENDER_DELAY_MS} ms after
 * its query, when the door that the query opened is shut; only nodes on networks without public
 * addresses, where no NAT lies between, are asked at once. Nodes that others told us of are asked
 * at once too, if their bucket has room.
 */
final class ContactChecks {
    /** How long after its query a sender is asked: Linux shuts such a door after 180 s. */
    static final long SENDER_DELAY_MS = 190_000;
    /** The pace: one ping in so many milliseconds. */
    static final long INTERVAL_MS = 3_000;
    /** Nodes waiting to be asked, of each kind. */
    static final int MAX_WAITING = 32;

    private static final long NEAR_DELAY_MS = 200;

    private record Check(Family family, NodeInfo node, long dueMs) {}

    private final RpcManager rpc;
    private final Timers timers;
    private final Deque<Check> senders = new ArrayDeque<>(0);
    private final Deque<Check> heardOf = new ArrayDeque<>(0);
    private final Set<NodeInfo> waiting = new HashSet<>(2);
    private Timers.@Nullable Handle timer;
    private long lastMs;

    ContactChecks(RpcManager rpc, Timers timers) {
        this.rpc = rpc;
        this.timers = timers;
        this.lastMs = -INTERVAL_MS;
    }

    /** A node of our network, which says that it can be reached, sent us a query. */
    void senderSeen(Family family, NodeInfo node) {
        long delayMs = node.endpoint().isPublic() ? SENDER_DELAY_MS : NEAR_DELAY_MS;
        enqueue(senders, new Check(family, node, timers.nowMs() + delayMs));
    }

    /** Another node told us of this one. */
    void heardOf(Family family, NodeInfo node) {
        enqueue(heardOf, new Check(family, node, timers.nowMs()));
    }

    private void enqueue(Deque<Check> queue, Check check) {
        Family family = check.family();
        NodeInfo node = check.node();
        boolean wanted = queue.size() < MAX_WAITING
                && family.table.hasRoomFor(node.id())
                && family.table.find(node.id()) == null
                && family.isAskable(node, node.endpoint());
        if (wanted && waiting.add(node)) {
            queue.add(check);
            arm();
        }
    }

    private void arm() {
        if (timer != null || waiting.isEmpty()) {
            return;
        }
        Check sender = senders.peekFirst();
        long dueMs = heardOf.isEmpty() && sender != null ? sender.dueMs() : 0;
        boolean near = sender != null && !sender.node().endpoint().isPublic();
        long paceMs = near ? NEAR_DELAY_MS : INTERVAL_MS;
        long atMs = Math.max(dueMs, lastMs + paceMs);
        timer = timers.schedule(Math.max(0, atMs - timers.nowMs()), this::run);
    }

    private void run() {
        timer = null;
        lastMs = timers.nowMs();
        Check due = nextDue();
        if (due != null) {
            waiting.remove(due.node());
            if (due.family().table.hasRoomFor(due.node().id())) {
                Question ping = new Question.Ping(due.family().ownId());
                rpc.ask(due.node(), ping, Ignored.INSTANCE);
            }
        }
        arm();
    }

    private @Nullable Check nextDue() {
        Check sender = senders.peekFirst();
        boolean senderDue = sender != null && sender.dueMs() <= timers.nowMs();
        return senderDue ? senders.pollFirst() : heardOf.pollFirst();
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
        }
        senders.clear();
        heardOf.clear();
        waiting.clear();
    }

    /** Throws when queues and set disagree. */
    void checkInvariant() {
        if (waiting.size() != senders.size() + heardOf.size()) {
            throw new IllegalStateException("checks: " + waiting.size() + " waiting");
        }
    }

    /** The table learns the outcome by itself. */
    enum Ignored implements RpcManager.Callback {
        INSTANCE;

        @Override
        public void answered(RpcAnswer answer) {}

        @Override
        public void failed() {}
    }
}
