package dev.potluck.dht.sim;

import dev.potluck.bencode.ByteString;
import dev.potluck.bencode.MalformedBencodeException;
import dev.potluck.dht.krpc.KrpcMessage;
import dev.potluck.dht.krpc.KrpcQuery;
import dev.potluck.dht.krpc.KrpcReply;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.dht.krpc.Question;
import dev.potluck.dht.krpc.Want;
import dev.potluck.net.Endpoint;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How lookups were done before, on the same network and from the same tables, for comparison: three
 * questions at a time, and a fixed timeout before another takes the place of one without answer.
 *
 * <p>In two phases, as in apt-p2p: {@code find_node} until the nearest are known, only then the
 * question for values. It gets what the real one had not: tables free of firewalled nodes.
 */
final class OldLookup {
    /**
     * A way of looking up.
     *
     * @param timeoutMs how long a question holds its place
     * @param twoPhases whether values are asked for only when the nearest nodes are known
     */
    record Policy(long timeoutMs, boolean twoPhases) {
        static final Policy APT_P2P = new Policy(9_000, true);
        static final Policy FIXED_TIMEOUT = new Policy(2_000, false);
    }

    private static final int PARALLEL = 3;
    private static final int WIDTH = 8;

    private enum State {
        WAITING,
        ASKED,
        ANSWERED,
        FAILED
    }

    private final SimClock clock;
    private final SimHost host;
    private final Policy policy;
    private final NodeId ownId;
    private final NodeId key;
    private final LookupSample sample;
    private final Map<NodeInfo, State> states = new HashMap<>();
    private final Map<ByteString, NodeInfo> asked = new HashMap<>();
    private final Set<NodeInfo> valuesAsked = new HashSet<>();
    private List<NodeInfo> candidates = new ArrayList<>();
    private boolean wantsValues;
    private boolean ended;
    private int underWay;
    private int transaction;

    OldLookup(SimWorld world, Policy policy, NodeId key, LookupSample sample) {
        this.clock = world.clock;
        this.host = world.network.attach(world.publicEndpoint(), 0);
        this.policy = policy;
        this.ownId = NodeId.random(world.random);
        this.key = key;
        this.sample = sample;
        this.wantsValues = !policy.twoPhases();
        host.onReceive(this::receive);
    }

    void start(List<NodeInfo> from) {
        from.forEach(this::add);
        step();
    }

    private void add(NodeInfo node) {
        if (states.putIfAbsent(node, State.WAITING) == null) {
            candidates.add(node);
            candidates.sort(Comparator.comparing(NodeInfo::id, key::compareDistance));
        }
    }

    private void step() {
        while (!ended && underWay < PARALLEL) {
            NodeInfo next = next();
            if (next != null) {
                ask(next);
            } else if (underWay > 0) {
                return;
            } else if (wantsValues) {
                ended = true;
            } else {
                beginSecondPhase();
            }
        }
    }

    private void beginSecondPhase() {
        wantsValues = true;
        candidates = new ArrayList<>(candidates.stream()
                .filter(node -> states.get(node) == State.ANSWERED)
                .limit(WIDTH)
                .toList());
        candidates.forEach(node -> states.put(node, State.WAITING));
    }

    private @Nullable NodeInfo next() {
        int live = 0;
        for (NodeInfo node : candidates) {
            State state = states.getOrDefault(node, State.FAILED);
            if (state == State.WAITING) {
                return node;
            }
            live += state == State.FAILED ? 0 : 1;
            if (live == WIDTH) {
                return null;
            }
        }
        return null;
    }

    private void ask(NodeInfo node) {
        states.put(node, State.ASKED);
        underWay++;
        ByteString id = ByteString.ascii(String.format("%04x", transaction++));
        asked.put(id, node);
        Question question;
        if (wantsValues) {
            valuesAsked.add(node);
            question = new Question.GetPeers(ownId, key, Want.SAME_FAMILY, ByteString.EMPTY);
        } else {
            question = new Question.FindNode(ownId, key, Want.SAME_FAMILY, ByteString.EMPTY);
        }
        host.send(node.endpoint(), new KrpcQuery(id, true, true, question).encode());
        clock.schedule(policy.timeoutMs(), () -> {
            if (asked.remove(id) != null) {
                underWay--;
                states.put(node, State.FAILED);
                step();
            }
        });
    }

    private void receive(Endpoint from, byte[] datagram) {
        KrpcMessage message;
        try {
            message = KrpcMessage.decode(datagram);
        } catch (MalformedBencodeException e) {
            throw new IllegalStateException("the simulated nodes send no nonsense", e);
        }
        NodeInfo node = asked.remove(message.transactionId());
        if (node == null || !(message instanceof KrpcReply reply)) {
            return;
        }
        underWay--;
        states.put(node, State.ANSWERED);
        reply.answer().nodes().forEach(this::add);
        sample.onPeers(
                reply.answer().peers().endpoints(), reply.answer().peers().hint());
        ended |= sample.foundMs >= 0;
        step();
    }
}
