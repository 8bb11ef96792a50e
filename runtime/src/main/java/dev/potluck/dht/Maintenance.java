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
 * Keeps one family's table alive: every {@value #INTERVAL_MS} ms a contact is asked for nodes near
 * us, or in its own bucket when that has room.
 *
 * <p>Difference from the paper, which refreshes a bucket that saw no lookup for an hour: the load
 * is even, each contact is tried in turn, and the answers fill holes. Contacts near us go first, so
 * that all of them are fresh enough to be handed out: they are what a lookup that has come this far
 * needs. Meanwhile the far ones, which only our own lookups start from, get a ping every other
 * time. While contacts turn out dead, the next is tried soon: the dead cost no answers.
 */
final class Maintenance {
    static final long INTERVAL_MS = 12_000;
    /** Ticks are spread so that nodes started together do not stay together. */
    private static final int JITTER_MS = 1_000;
    /** With few contacts, or dead ones among them, ticks come this often. */
    private static final long HURRIED_INTERVAL_MS = 3_000;
    /** Near contacts are asked again after this, so that their turn comes before they are stale. */
    private static final long NEAR_AGE_MS = 10 * 60_000L;

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
    private boolean lastFailed;
    private boolean pingFar;

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
        boolean hurry = family.table.size() < HUNGRY_BELOW || lastFailed;
        lastFailed = false;
        schedule((hurry ? HURRIED_INTERVAL_MS : INTERVAL_MS)
                - JITTER_MS / 2
                + random.nextInt(JITTER_MS));
        family.reachability.review(family.table.size(), timers.nowMs());
        Optional<Contact> stalest = family.table.stalest();
        Optional<Contact> near = family.table
                .stalestNear()
                .filter(contact -> contact.answeredMs < timers.nowMs() - NEAR_AGE_MS);
        if (stalest.isEmpty()) {
            joiner.ifPresent(Joiner::rejoin);
        } else if (near.isPresent()) {
            askForNodes(near.get());
            boolean farIsOther = near.get() != stalest.get();
            pingFar = !pingFar;
            if (pingFar && farIsOther) {
                ask(stalest.get(), new Question.Ping(family.ownId()));
            }
        } else {
            askForNodes(stalest.get());
        }
    }

    private void askForNodes(Contact contact) {
        ask(
                contact,
                new Question.FindNode(
                        family.ownId(), target(contact), Want.SAME_FAMILY, ByteString.EMPTY));
    }

    private void ask(Contact contact, Question question) {
        rpc.ask(contact.info, question, new RpcManager.Callback() {
            @Override
            public void answered(RpcAnswer answer) {
                learn(answer.from(), answer.answer().nodes());
            }

            @Override
            public void failed() {
                lastFailed = true;
            }
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
