package dev.potluck.dht;

import dev.potluck.bencode.ByteString;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.dht.krpc.Question;
import dev.potluck.dht.krpc.Want;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Timers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Finds the network: asks the nodes of the last run and the configured endpoints, then looks up our
 * own id, then a place in each far bucket (Kademlia paper, 2.3, "join").
 *
 * <p>Difference: the far buckets are looked up one after another, so that joining is no burst;
 * without any answer it is tried again at growing intervals.
 */
final class Bootstrap {
    /** Seeds asked in one try. */
    static final int MAX_SEEDS = 16;
    /** Far buckets that are looked up after joining. */
    static final int REFRESHED_BUCKETS = 4;

    private static final long FIRST_RETRY_MS = 2_000;
    private static final long MAX_RETRY_MS = 5 * 60_000L;

    private final Family family;
    private final RpcManager rpc;
    private final LookupRunner lookups;
    private final Timers timers;
    private final RandomGenerator random;
    private Supplier<List<Endpoint>> seeds = List::of;
    private List<NodeInfo> restored = List.of();
    private long retryMs = FIRST_RETRY_MS;
    private long notBeforeMs;
    private boolean joining;

    Bootstrap(
            Family family,
            RpcManager rpc,
            LookupRunner lookups,
            Timers timers,
            RandomGenerator random) {
        this.family = family;
        this.rpc = rpc;
        this.lookups = lookups;
        this.timers = timers;
        this.random = random;
    }

    /**
     * Joins through the endpoints that {@code seedSource} names now and nodes of the last run, and
     * again when need be.
     */
    void start(List<NodeInfo> ofLastRun, Supplier<List<Endpoint>> seedSource) {
        restored = ofLastRun;
        seeds = seedSource;
        join();
    }

    /** There may be more seeds: asks those that {@code found} names, whoever is known already. */
    void offer(List<Endpoint> found) {
        retryMs = FIRST_RETRY_MS;
        List<Endpoint> ours = new ArrayList<>();
        draw(ours, found, MAX_SEEDS);
        ours.forEach(this::ask);
    }

    /** Joins again, unless that was tried a moment ago. */
    void join() {
        if (joining || timers.nowMs() < notBeforeMs) {
            return;
        }
        notBeforeMs = timers.nowMs() + retryMs;
        retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
        drawSeeds().forEach(this::ask);
    }

    private void ask(Endpoint seed) {
        Question question = new Question.FindNode(
                family.ownId(), family.ownId(), Want.SAME_FAMILY, ByteString.EMPTY);
        rpc.ask(seed, null, question, new RpcManager.Callback() {
            @Override
            public void answered(RpcAnswer answer) {
                seedAnswered(answer);
            }

            @Override
            public void failed() {}
        });
    }

    /** Half are left to those that somebody named: hundreds of the last run may all be dead. */
    private List<Endpoint> drawSeeds() {
        List<Endpoint> drawn = new ArrayList<>();
        draw(drawn, seeds.get(), restored.isEmpty() ? MAX_SEEDS : MAX_SEEDS / 2);
        draw(drawn, restored.stream().map(NodeInfo::endpoint).toList(), MAX_SEEDS);
        return drawn;
    }

    private void draw(List<Endpoint> into, List<Endpoint> from, int limit) {
        List<Endpoint> all = new ArrayList<>(from);
        all.removeIf(endpoint -> endpoint.isV6() != family.ipv6
                || family.ownEndpoint().filter(endpoint::equals).isPresent());
        while (!all.isEmpty() && into.size() < limit) {
            int drawn = random.nextInt(all.size());
            into.add(all.get(drawn));
            Collections.swap(all, drawn, all.size() - 1);
            all.remove(all.size() - 1);
        }
    }

    private void seedAnswered(RpcAnswer answer) {
        retryMs = FIRST_RETRY_MS;
        if (!joining) {
            joining = true;
            walkTo(family.ownId(), answer.answer().nodes(), 0);
        }
    }

    /** Our id fits our address only once others told us of it: then we stand elsewhere. */
    void idChanged() {
        joining = true;
        walkTo(family.ownId(), List.of(), 0);
    }

    private void walkTo(NodeId target, List<NodeInfo> more, int nextBucket) {
        lookups.run(family, more, new NodesQuest(target, result -> refresh(nextBucket)));
    }

    private void refresh(int bucket) {
        boolean worthIt = bucket < REFRESHED_BUCKETS && bucket < family.table.depth();
        if (worthIt) {
            walkTo(family.ownId().randomAtPrefix(bucket, random), List.of(), bucket + 1);
        } else {
            joining = false;
        }
    }
}
