package dev.potluck.dht;

import dev.potluck.bencode.ByteString;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.dht.krpc.Question;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Timers;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Walks towards a key, asking ever nearer nodes (Kademlia paper, 2.3).
 *
 * <p>Differences: a question without answer for as long as most recent answers took is
 * <em>stalled</em>, and another is asked beside it, up to sixteen; it still counts if it is
 * answered within the hard limit, so nothing is lost by asking on early. Values are handed out at
 * the first reply that has any, while the walk goes on to the nearest eight. One public node of
 * each /24 (IPv6 /64) is asked, so that a network full of ids near the key has one voice. Apt-p2p's
 * lookups, whose slowness this answers, first found the nearest nodes and only then asked them for
 * values, each with timeouts of nine seconds.
 */
final class Lookup {
    /** Nodes held; farther ones are forgotten. */
    static final int MAX_CANDIDATES = 48;
    /** A lookup gives up after so many questions: no reply chain leads it astray for ever. */
    static final int MAX_QUERIES = 60;
    /** Nodes taken from one reply. */
    static final int MAX_NODES_PER_REPLY = 16;

    private enum State {
        WAITING,
        ASKED,
        STALLED,
        /** Stalled for so long that it frees its place; an answer would still count. */
        LOST,
        ANSWERED,
        FAILED
    }

    private static final class Candidate {
        final NodeInfo info;
        State state = State.WAITING;
        ByteString token = ByteString.EMPTY;
        Timers.@Nullable Handle stallTimer;

        Candidate(NodeInfo info) {
            this.info = info;
        }
    }

    /** What a lookup is for. */
    interface Quest {
        /** The key that the walk is to. */
        NodeId target();

        /** The question for each node on the way. */
        Question question(NodeId ownId);

        /** An answer; true when nothing more is wanted. */
        boolean answered(RpcAnswer answer);

        /** Whether nothing was found yet that is worth going beyond the nearest nodes for. */
        default boolean isInWant() {
            return false;
        }

        /** The walk is over. */
        void ended(LookupResult result);
    }

    private final Family family;
    private final RpcManager rpc;
    private final Timers timers;
    private final LookupPolicy policy;
    private final Quest quest;
    private final Neighbourhood expected;
    /** Nearest first. */
    private final List<Candidate> candidates = new ArrayList<>();

    private int underWay;
    private int stalled;
    private int stalls;
    private int queries;
    private int bytes;
    private boolean ended;

    Lookup(Family family, RpcManager rpc, Timers timers, LookupPolicy policy, Quest quest) {
        this.family = family;
        this.rpc = rpc;
        this.timers = timers;
        this.policy = policy;
        this.quest = quest;
        this.expected = Neighbourhood.of(family.table.estimatedNodes());
    }

    /** Starts from what the table has, and {@code more} nodes. */
    void start(List<NodeInfo> more) {
        for (NodeInfo node :
                family.table.closest(quest.target(), MAX_NODES_PER_REPLY, Long.MIN_VALUE)) {
            add(node, node.endpoint());
        }
        for (NodeInfo node : more) {
            add(node, node.endpoint());
        }
        step();
    }

    /** Ends the walk now; the quest is told. */
    void cancel() {
        end();
    }

    private void add(NodeInfo node, Endpoint toldBy) {
        if (!family.isAskable(node, toldBy)) {
            return;
        }
        int position = candidates.size();
        boolean isPublic = node.endpoint().isPublic();
        for (int i = candidates.size() - 1; i >= 0; i--) {
            NodeInfo known = candidates.get(i).info;
            int order = quest.target().compareDistance(node.id(), known.id());
            if (order == 0
                    || isPublic && known.endpoint().siteKey() == node.endpoint().siteKey()
                    || known.endpoint().equals(node.endpoint())) {
                return;
            }
            position = order < 0 ? i : position;
        }
        candidates.add(position, new Candidate(node));
        Candidate farthest = candidates.get(candidates.size() - 1);
        if (candidates.size() > MAX_CANDIDATES && farthest.state == State.WAITING) {
            candidates.remove(candidates.size() - 1);
        }
    }

    /** Asks as many as may be under way, or ends the walk. */
    private void step() {
        while (!ended) {
            Candidate next = nextToAsk();
            boolean exhausted = next == null || queries >= MAX_QUERIES;
            if (exhausted && isSettled(next == null)) {
                end();
                return;
            }
            boolean full = underWay >= Math.min(policy.parallel() + stalls, policy.maxUnderWay());
            if (next == null || exhausted || full) {
                return;
            }
            ask(next);
        }
    }

    /**
     * The nearest node not asked yet, among as many nearest live ones as the walk is wide; among
     * more if there must be nearer nodes than those that it was told of.
     */
    private @Nullable Candidate nextToAsk() {
        int live = 0;
        int near = 0;
        for (Candidate candidate : candidates) {
            if (candidate.state == State.WAITING) {
                return candidate;
            }
            if (candidate.state == State.ASKED || candidate.state == State.ANSWERED) {
                live++;
            }
            near += expected.contains(quest.target(), candidate.info.id()) ? 1 : 0;
            if (live >= (Neighbourhood.isSparse(near) ? policy.widthWhenSparse() : width())) {
                return null;
            }
        }
        return null;
    }

    private int width() {
        return quest.isInWant() ? policy.widthInWant() : policy.width();
    }

    /** Whether no answer is worth waiting for: stalled ones are when too few have answered. */
    private boolean isSettled(boolean nobodyLeft) {
        if (underWay == 0) {
            return true;
        }
        if (!nobodyLeft || underWay > stalled) {
            return false;
        }
        long answered = candidates.stream()
                .filter(candidate -> candidate.state == State.ANSWERED)
                .count();
        return answered >= width();
    }

    private void ask(Candidate candidate) {
        candidate.state = State.ASKED;
        underWay++;
        queries++;
        Question question = quest.question(family.ownId());
        int stallMs = rpc.stallMs();
        if (stallMs < AnswerTimes.HARD_LIMIT_MS) {
            candidate.stallTimer = timers.schedule(stallMs, () -> stalled(candidate));
        }
        bytes += rpc.ask(candidate.info, question, new RpcManager.Callback() {
            @Override
            public void answered(RpcAnswer answer) {
                Lookup.this.answered(candidate, answer);
            }

            @Override
            public void failed() {
                settle(candidate, State.FAILED);
                step();
            }
        });
    }

    private void stalled(Candidate candidate) {
        candidate.state = State.STALLED;
        stalled++;
        stalls++;
        candidate.stallTimer = timers.schedule(rpc.stallMs(), () -> lost(candidate));
        step();
    }

    private void lost(Candidate candidate) {
        candidate.state = State.LOST;
        stalled--;
        underWay--;
        step();
    }

    private void settle(Candidate candidate, State state) {
        if (candidate.state == State.STALLED) {
            stalled--;
        }
        if (candidate.stallTimer != null) {
            candidate.stallTimer.cancel();
        }
        underWay -= candidate.state == State.LOST ? 0 : 1;
        candidate.state = state;
    }

    private void answered(Candidate candidate, RpcAnswer answer) {
        settle(candidate, State.ANSWERED);
        if (ended) {
            return;
        }
        candidate.token = answer.answer().token();
        bytes += answer.answerBytes();
        List<NodeInfo> nodes = answer.answer().nodes();
        for (int i = 0; i < Math.min(nodes.size(), MAX_NODES_PER_REPLY); i++) {
            add(nodes.get(i), candidate.info.endpoint());
        }
        if (quest.answered(answer)) {
            end();
        } else {
            step();
        }
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        List<LookupResult.Node> closest = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (candidate.stallTimer != null) {
                candidate.stallTimer.cancel();
            }
            if (candidate.state == State.ANSWERED && closest.size() < RoutingTable.K) {
                closest.add(new LookupResult.Node(candidate.info, candidate.token));
            }
        }
        quest.ended(new LookupResult(closest, queries, bytes));
    }
}
