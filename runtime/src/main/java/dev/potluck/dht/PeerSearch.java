package dev.potluck.dht;

import dev.potluck.bencode.ByteString;
import dev.potluck.dht.krpc.Answer;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.PieceHint;
import dev.potluck.dht.krpc.Question;
import dev.potluck.dht.krpc.Want;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Timers;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The search for the peers of one key, in one or both families; hands each peer over once. */
final class PeerSearch implements LookupHandle {
    /** Peers handed over; strangers cannot make us hold more. */
    static final int MAX_PEERS = 200;

    private final NodeId key;
    private final PeerListener listener;
    private final Timers timers;
    private final RecentLookups recent;
    private final Set<Endpoint> seen = new HashSet<>();
    private final long startedMs;
    private int running;
    private int queries;
    private int bytes;
    private boolean cancelled;

    PeerSearch(NodeId key, PeerListener listener, Timers timers, RecentLookups recent) {
        this.key = key;
        this.listener = listener;
        this.timers = timers;
        this.recent = recent;
        this.startedMs = timers.nowMs();
    }

    /** Starts one lookup in each of {@code families}, after {@code local} was handed over. */
    void start(List<Family> families, LookupRunner lookups, Answer.Peers local) {
        handOver(local);
        running = families.size();
        if (running == 0) {
            finish();
        }
        for (Family family : families) {
            lookups.run(family, List.of(), new InFamily(family));
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    private void handOver(Answer.Peers peers) {
        List<Endpoint> fresh = new ArrayList<>();
        for (Endpoint endpoint : peers.endpoints()) {
            if (seen.size() < MAX_PEERS && seen.add(endpoint)) {
                fresh.add(endpoint);
            }
        }
        PieceHint hint = peers.hint();
        if (!cancelled && (!fresh.isEmpty() || !hint.isNone())) {
            listener.onPeers(fresh, hint);
        }
    }

    private void finish() {
        if (!cancelled) {
            long durationMs = timers.nowMs() - startedMs;
            listener.onEnd(new LookupSummary(seen.size(), queries, bytes, durationMs));
        }
    }

    private final class InFamily implements Lookup.Quest {
        private final Family family;

        InFamily(Family family) {
            this.family = family;
        }

        @Override
        public NodeId target() {
            return key;
        }

        @Override
        public Question question(NodeId ownId) {
            return new Question.GetPeers(ownId, key, Want.SAME_FAMILY, ByteString.EMPTY);
        }

        @Override
        public boolean answered(RpcAnswer answer) {
            handOver(answer.answer().peers());
            return cancelled;
        }

        @Override
        public boolean isInWant() {
            return seen.isEmpty();
        }

        @Override
        public void ended(LookupResult result) {
            recent.put(family, key, result);
            queries += result.queries();
            bytes += result.bytes();
            running--;
            if (running == 0) {
                finish();
            }
        }
    }
}
