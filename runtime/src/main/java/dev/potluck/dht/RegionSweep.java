package dev.potluck.dht;

import dev.potluck.bencode.ByteString;
import dev.potluck.dht.krpc.AnnouncedKey;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.dht.krpc.Question;
import dev.potluck.dht.krpc.Want;
import dev.potluck.net.Timers;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Announces one region: asks around until the eight nearest nodes of every key have given a token,
 * then sends each node all its keys in as few packets as hold them, all within the byte budget.
 *
 * <p>Each node gets a packet in turn, and gives the next token with its answer: so a region may
 * take longer than a token lives, and has to be asked for nodes only once.
 */
final class RegionSweep {
    /** Questions for tokens in one region. */
    static final int MAX_QUESTIONS = 160;
    /** Questions and announcements under way. */
    static final int MAX_UNDER_WAY = 3;
    /** Keys and hints in one packet; with 40 bare keys it is 800. */
    static final int MAX_BATCH_BYTES = 960;

    /** Tokens are good for 5 minutes at least; older ones than this are renewed first. */
    static final long TOKEN_GOOD_FOR_MS = 240_000;

    private static final int HINT_OVERHEAD_BYTES = 2;

    static {
        if (TOKEN_GOOD_FOR_MS >= TokenService.ROTATION_MS) {
            throw new IllegalStateException("tokens would expire before they are renewed");
        }
    }

    /** What a sweep works with. */
    record Tools(Family family, RpcManager rpc, Timers timers, ByteBudget budget, int peerPort) {}

    /** Told once, when the region is done. */
    interface WhenDone {
        /** How many of the keys were stored by at least one node. */
        void done(int storedKeys);
    }

    private record Batch(NodeInfo to, List<AnnouncedKey> files, boolean again) {}

    private final Tools tools;
    private final Region region;
    private final WhenDone whenDone;
    private final Deque<Batch> batches = new ArrayDeque<>();
    private final Set<NodeId> stored = new HashSet<>();
    private final Set<NodeId> substituted = new HashSet<>();
    private int questions;
    private int underWay;
    private boolean placing;
    private boolean timerArmed;
    private boolean done;

    RegionSweep(Tools tools, Region region, WhenDone whenDone) {
        this.tools = tools;
        this.region = region;
        this.whenDone = whenDone;
    }

    void start() {
        List<AnnouncedKey> files = region.files();
        for (int i = 0; i < files.size(); i += Math.max(1, files.size() / RoutingTable.K)) {
            tools.family()
                    .table
                    .closest(files.get(i).key(), RoutingTable.K, Long.MIN_VALUE)
                    .forEach(region::add);
        }
        step();
    }

    private void step() {
        while (!done && underWay < MAX_UNDER_WAY) {
            long waitMs = tools.budget().waitMs();
            if (waitMs > 0) {
                armTimer(waitMs);
                return;
            }
            boolean acted = placing ? sendNextBatch() : askNext();
            if (acted) {
                continue;
            }
            if (underWay > 0) {
                return;
            }
            if (placing) {
                done = true;
                whenDone.done(stored.size());
            } else {
                placing = true;
                enqueue(region.placements());
            }
        }
    }

    private void armTimer(long waitMs) {
        if (!timerArmed) {
            timerArmed = true;
            tools.timers().schedule(waitMs, () -> {
                timerArmed = false;
                step();
            });
        }
    }

    private boolean askNext() {
        Optional<Region.Step> next =
                questions < MAX_QUESTIONS ? region.nextStep() : Optional.empty();
        if (next.isEmpty()) {
            return false;
        }
        NodeInfo node = next.get().node();
        questions++;
        region.asked(node);
        Family family = tools.family();
        Question question = new Question.FindNode(
                family.ownId(), next.get().target(), Want.SAME_FAMILY, ByteString.EMPTY);
        ask(node, question, new Outcome() {
            @Override
            public void answered(RpcAnswer answer) {
                region.ready(node, answer.answer().token(), tools.timers().nowMs());
                for (NodeInfo other : answer.answer().nodes()) {
                    if (family.isAskable(other, node.endpoint())) {
                        region.add(other);
                    }
                }
            }

            @Override
            public void failed() {
                region.failed(node);
            }
        });
        return true;
    }

    /** What is to be done before the next step. */
    private interface Outcome {
        void answered(RpcAnswer answer);

        void failed();
    }

    private void ask(NodeInfo node, Question question, Outcome outcome) {
        underWay++;
        int sent = tools.rpc().ask(node, question, new RpcManager.Callback() {
            @Override
            public void answered(RpcAnswer answer) {
                underWay--;
                tools.budget().spend(node.endpoint(), answer.answerBytes());
                outcome.answered(answer);
                step();
            }

            @Override
            public void failed() {
                underWay--;
                outcome.failed();
                armTimer(1);
            }
        });
        if (sent > 0) {
            tools.budget().spend(node.endpoint(), sent);
        }
    }

    /** The first packet of each node, then the second of each, and so on. */
    private void enqueue(List<Region.Placement> placements) {
        List<Deque<Batch>> byNode = new ArrayList<>();
        placements.forEach(placement -> byNode.add(inPackets(placement)));
        while (!byNode.isEmpty()) {
            byNode.forEach(packets -> batches.add(packets.removeFirst()));
            byNode.removeIf(Deque::isEmpty);
        }
    }

    private static Deque<Batch> inPackets(Region.Placement placement) {
        Deque<Batch> packets = new ArrayDeque<>();
        List<AnnouncedKey> batch = new ArrayList<>();
        int bytes = 0;
        for (AnnouncedKey file : placement.files()) {
            int fileBytes = sizeOf(file);
            if (batch.size() == Question.AnnounceBatch.MAX_KEYS
                    || bytes + fileBytes > MAX_BATCH_BYTES) {
                packets.add(new Batch(placement.node(), List.copyOf(batch), false));
                batch.clear();
                bytes = 0;
            }
            batch.add(file);
            bytes += fileBytes;
        }
        packets.add(new Batch(placement.node(), List.copyOf(batch), false));
        return packets;
    }

    private static int sizeOf(AnnouncedKey file) {
        int hintBytes = file.hint().hashes().length() + file.hint().list().length();
        return NodeId.SIZE_BYTES + hintBytes + (hintBytes > 0 ? HINT_OVERHEAD_BYTES : 0);
    }

    private boolean sendNextBatch() {
        Batch batch = batches.pollFirst();
        if (batch == null) {
            return false;
        }
        long sinceMs = tools.timers().nowMs() - TOKEN_GOOD_FOR_MS;
        Optional<ByteString> token = region.token(batch.to(), sinceMs);
        if (region.hasFailed(batch.to())) {
            giveUp(batch);
        } else if (token.isPresent()) {
            send(batch, token.get());
        } else {
            renewToken(batch);
        }
        return true;
    }

    private void send(Batch batch, ByteString token) {
        NodeInfo node = batch.to();
        ask(node, question(batch, token), new Outcome() {
            @Override
            public void answered(RpcAnswer answer) {
                batch.files().forEach(file -> stored.add(file.key()));
                ByteString next = answer.answer().token();
                if (!next.isEmpty()) {
                    region.ready(node, next, tools.timers().nowMs());
                }
            }

            @Override
            public void failed() {
                if (batch.again()) {
                    giveUp(batch);
                } else {
                    // It answered a moment ago: most likely the packet was lost.
                    batches.addFirst(new Batch(node, batch.files(), true));
                }
            }
        });
    }

    private void renewToken(Batch batch) {
        NodeInfo node = batch.to();
        Question question = new Question.FindNode(
                tools.family().ownId(), node.id(), Want.SAME_FAMILY, ByteString.EMPTY);
        ask(node, question, new Outcome() {
            @Override
            public void answered(RpcAnswer answer) {
                ByteString token = answer.answer().token();
                region.ready(node, token, tools.timers().nowMs());
                if (token.isEmpty()) {
                    giveUp(batch);
                } else {
                    batches.addFirst(batch);
                }
            }

            @Override
            public void failed() {
                giveUp(batch);
            }
        });
    }

    private Question question(Batch batch, ByteString token) {
        NodeId ownId = tools.family().ownId();
        if (batch.files().size() == 1) {
            return new Question.AnnouncePeer(ownId, batch.files().get(0), tools.peerPort(), token);
        }
        NodeId target = batch.to().id();
        return new Question.AnnounceBatch(ownId, target, tools.peerPort(), token, batch.files());
    }

    /** Keys whose node failed go to the next in line, once for each key. */
    private void giveUp(Batch failed) {
        region.failed(failed.to());
        Map<NodeInfo, List<AnnouncedKey>> filesByNode = new LinkedHashMap<>();
        for (AnnouncedKey file : failed.files()) {
            if (substituted.add(file.key())) {
                region.substitute(file.key())
                        .ifPresent(node -> filesByNode
                                .computeIfAbsent(node, next -> new ArrayList<>())
                                .add(file));
            }
        }
        filesByNode.forEach((node, files) -> batches.add(new Batch(node, files, true)));
    }

    /** Keys stored by at least one node so far. */
    int storedKeys() {
        return stored.size();
    }
}
