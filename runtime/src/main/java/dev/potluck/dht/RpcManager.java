package dev.potluck.dht;

import dev.potluck.bencode.ByteString;
import dev.potluck.dht.krpc.KrpcError;
import dev.potluck.dht.krpc.KrpcMessage;
import dev.potluck.dht.krpc.KrpcQuery;
import dev.potluck.dht.krpc.KrpcReply;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.dht.krpc.Question;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Timers;
import dev.potluck.net.UdpPort;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Asks questions and matches answers to them by transaction id and address.
 *
 * <p>A transaction id is four random bytes: who cannot read our packets cannot answer for another.
 */
final class RpcManager {
    /** Questions under way. */
    static final int MAX_PENDING = 512;
    /** Questions to one address at once; a well-meant node answers that many of a known asker. */
    static final int BURST_PER_ADDRESS = 100;
    /** Questions to one address in a second. */
    static final int PER_SECOND_PER_ADDRESS = 20;

    /** What becomes of one question; exactly one of both is called, once. */
    interface Callback {
        void answered(RpcAnswer answer);

        void failed();
    }

    /** Sees all outcomes, to keep tables right. */
    interface Observer {
        /** An answer came. */
        void answered(RpcAnswer answer, Optional<Endpoint> seenAs);

        /** No answer came, or one by somebody else. */
        void silent(NodeInfo node);

        /** We are asking {@code to}: should we say that we cannot be reached (BEP 43)? */
        boolean isReadOnly(Endpoint to);
    }

    /** A question under way. */
    private static final class Pending {
        final Endpoint to;
        final @Nullable NodeId expectedId;
        final Callback callback;
        final long sentMs;
        /** Whether silence says that the node is gone, not only that it does not know the query. */
        boolean silenceCounts = true;

        Timers.@Nullable Handle timeout;

        Pending(Endpoint to, @Nullable NodeId expectedId, Callback callback, long sentMs) {
            this.to = to;
            this.expectedId = expectedId;
            this.callback = callback;
            this.sentMs = sentMs;
        }
    }

    private final UdpPort port;
    private final Timers timers;
    private final RandomGenerator random;
    private final Traffic traffic;
    private final Observer observer;
    private final QueryLimiter outgoing;
    private final AnswerTimes answerTimes = new AnswerTimes();
    private final Map<Integer, Pending> pendingById = new HashMap<>(4);
    private boolean stopped;

    RpcManager(
            UdpPort port,
            Timers timers,
            RandomGenerator random,
            Traffic traffic,
            Observer observer) {
        this.port = port;
        this.timers = timers;
        this.random = random;
        this.traffic = traffic;
        this.observer = observer;
        this.outgoing = new QueryLimiter(timers, BURST_PER_ADDRESS, PER_SECOND_PER_ADDRESS);
    }

    /** When a question without answer should no longer hold up others, in milliseconds. */
    int stallMs() {
        return answerTimes.stallMs();
    }

    /** Asks a node whose id is known; the callback runs later, unless nothing can be sent. */
    int ask(NodeInfo node, Question question, Callback callback) {
        return ask(node.endpoint(), node.id(), question, callback);
    }

    /**
     * Asks {@code to}.
     *
     * @param expectedId whose answer counts; null when the id is not known yet
     * @return the size of the packet, 0 when none was sent
     */
    int ask(Endpoint to, @Nullable NodeId expectedId, Question question, Callback callback) {
        if (stopped || pendingById.size() >= MAX_PENDING || !outgoing.admit(to)) {
            callback.failed();
            return 0;
        }
        int id = random.nextInt();
        while (pendingById.containsKey(id)) {
            id++;
        }
        ByteString transactionId =
                ByteString.of(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
        boolean readOnly = observer.isReadOnly(to);
        byte[] datagram = new KrpcQuery(transactionId, true, readOnly, question).encode();
        Pending pending = new Pending(to, expectedId, callback, timers.nowMs());
        // aria2 never answers `get`, and lives.
        pending.silenceCounts = !(question instanceof Question.GetItem);
        pendingById.put(id, pending);
        int key = id;
        pending.timeout = timers.schedule(AnswerTimes.HARD_LIMIT_MS, () -> timedOut(key));
        traffic.sent(datagram.length);
        port.send(to, datagram);
        return datagram.length;
    }

    private void timedOut(int id) {
        Pending pending = pendingById.remove(id);
        if (pending != null) {
            if (pending.silenceCounts) {
                reportSilence(pending);
            }
            pending.callback.failed();
        }
    }

    private void reportSilence(Pending pending) {
        if (pending.expectedId != null) {
            observer.silent(new NodeInfo(pending.expectedId, pending.to));
        }
    }

    /** Takes a reply off the wire. */
    void receive(Endpoint from, KrpcReply reply, int replyBytes) {
        Pending pending = match(from, reply);
        if (pending == null) {
            return;
        }
        NodeId id = reply.answer().id();
        if (pending.expectedId != null && !pending.expectedId.equals(id)) {
            reportSilence(pending);
            pending.callback.failed();
            return;
        }
        answerTimes.add(timers.nowMs() - pending.sentMs);
        RpcAnswer answer = new RpcAnswer(
                new NodeInfo(id, from), reply.answer(), reply.sameNetwork(), replyBytes);
        observer.answered(answer, reply.asker());
        pending.callback.answered(answer);
    }

    /** Takes an error off the wire: the node lives, but the question has failed. */
    void receive(Endpoint from, KrpcError error) {
        Pending pending = match(from, error);
        if (pending != null) {
            pending.callback.failed();
        }
    }

    private @Nullable Pending match(Endpoint from, KrpcMessage message) {
        ByteString id = message.transactionId();
        int key = id.length() == Integer.BYTES ? ByteBuffer.wrap(id.toBytes()).getInt() : 0;
        Pending pending = id.length() == Integer.BYTES ? pendingById.get(key) : null;
        if (pending == null || !pending.to.equals(from)) {
            traffic.unmatched++;
            return null;
        }
        pendingById.remove(key);
        if (pending.timeout != null) {
            pending.timeout.cancel();
        }
        return pending;
    }

    /**
     * Forgets all questions; their callbacks are told that they failed. Whatever they ask next
     * fails at once, so that lookups and sweeps come to their end.
     */
    void stop() {
        stopped = true;
        List<Pending> all = List.copyOf(pendingById.values());
        pendingById.clear();
        for (Pending pending : all) {
            if (pending.timeout != null) {
                pending.timeout.cancel();
            }
            pending.callback.failed();
        }
    }

    /** Throws when more is under way than the limit. */
    void checkInvariant() {
        outgoing.checkInvariant();
        if (pendingById.size() > MAX_PENDING) {
            throw new IllegalStateException(pendingById.size() + " questions under way");
        }
    }
}
