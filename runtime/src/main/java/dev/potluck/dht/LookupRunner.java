package dev.potluck.dht;

import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.dht.krpc.Question;
import dev.potluck.net.Timers;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Runs lookups, so many at a time; more wait their turn, and beyond that end empty-handed. */
final class LookupRunner {
    /** Lookups under way. */
    static final int MAX_RUNNING = 32;
    /** Lookups waiting. */
    static final int MAX_WAITING = 2_048;

    static {
        if (MAX_RUNNING * LookupPolicy.STANDARD.maxUnderWay() > RpcManager.MAX_PENDING) {
            throw new IllegalStateException("lookups would starve the other questions");
        }
    }

    private record Waiting(Family family, List<NodeInfo> more, Lookup.Quest quest) {}

    private final RpcManager rpc;
    private final Timers timers;
    private final LookupPolicy policy;
    private final Deque<Waiting> queue = new ArrayDeque<>(0);
    private int running;
    private boolean draining;
    private long started;
    private long queries;
    private long bytes;

    LookupRunner(RpcManager rpc, Timers timers, LookupPolicy policy) {
        this.rpc = rpc;
        this.timers = timers;
        this.policy = policy;
    }

    /**
     * Runs a lookup, now or when others have ended.
     *
     * @param more nodes to start from besides those of the table
     */
    void run(Family family, List<NodeInfo> more, Lookup.Quest quest) {
        if (queue.size() >= MAX_WAITING) {
            quest.ended(new LookupResult(List.of(), 0, 0));
            return;
        }
        queue.add(new Waiting(family, more, quest));
        drain();
    }

    /** A loop, not a recursion: lookups that end at once may be many. */
    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        while (running < MAX_RUNNING && !queue.isEmpty()) {
            begin(queue.removeFirst());
        }
        draining = false;
    }

    private void begin(Waiting next) {
        running++;
        started++;
        new Lookup(next.family(), rpc, timers, policy, new Counted(next.quest()))
                .start(next.more());
    }

    /** Lookups begun so far. */
    long started() {
        return started;
    }

    /** Questions of all lookups that have ended. */
    long queries() {
        return queries;
    }

    /** Bytes of all lookups that have ended, without UDP and IP headers. */
    long bytes() {
        return bytes;
    }

    /** Throws when more run or wait than the limits. */
    void checkInvariant() {
        if (running < 0 || running > MAX_RUNNING || queue.size() > MAX_WAITING) {
            throw new IllegalStateException(running + " running, " + queue.size() + " waiting");
        }
    }

    private final class Counted implements Lookup.Quest {
        private final Lookup.Quest quest;

        Counted(Lookup.Quest quest) {
            this.quest = quest;
        }

        @Override
        public NodeId target() {
            return quest.target();
        }

        @Override
        public Question question(NodeId ownId) {
            return quest.question(ownId);
        }

        @Override
        public boolean answered(RpcAnswer answer) {
            return quest.answered(answer);
        }

        @Override
        public boolean isInWant() {
            return quest.isInWant();
        }

        @Override
        public void ended(LookupResult result) {
            queries += result.queries();
            bytes += result.bytes();
            quest.ended(result);
            running--;
            drain();
        }
    }
}
