package dev.potluck.dht;

import dev.potluck.bencode.ByteString;
import dev.potluck.dht.krpc.AnnouncedKey;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keys that lie near each other, and the nodes around them: which node is to be asked next for a
 * token, and in the end which node is to get which keys. Decides only; {@link RegionSweep} acts.
 */
final class Region {
    /** Nodes held; the farthest from every key are forgotten first by not being asked. */
    static final int MAX_NODES = 400;
    /** Nodes are sought for so many of the keys, evenly: those between have the same nodes. */
    private static final int KEYS_TO_SEARCH_FOR = 64;
    /** With so many keys for each node, keys are spread over the nearest {@value #SPREAD}. */
    private static final int KEYS_PER_NODE_WHEN_CROWDED = 8;

    private static final int SPREAD = 12;

    private enum State {
        WAITING,
        ASKED,
        READY,
        FAILED
    }

    private static final class Known {
        final NodeInfo info;
        State state = State.WAITING;
        ByteString token = ByteString.EMPTY;
        long tokenSinceMs;

        Known(NodeInfo info) {
            this.info = info;
        }
    }

    /** A node to ask, and the key to ask it for. */
    record Step(NodeInfo node, NodeId target) {}

    /** A node and the keys that it is to get. */
    record Placement(NodeInfo node, List<AnnouncedKey> files) {}

    /** Among so many nearest a node is asked while those known are too far to be the nearest. */
    private static final int SOUGHT_WHEN_SPARSE = 3 * RoutingTable.K;

    private final List<AnnouncedKey> files;
    private final Neighbourhood expected;
    private final Map<NodeId, Known> knownById = new HashMap<>();
    private final Map<NodeId, List<Known>> placedByKey = new HashMap<>();

    /** @param expected how near to a key its nearest nodes have to be */
    Region(List<AnnouncedKey> files, Neighbourhood expected) {
        this.files = files;
        this.expected = expected;
    }

    List<AnnouncedKey> files() {
        return files;
    }

    void add(NodeInfo node) {
        if (knownById.size() < MAX_NODES) {
            knownById.putIfAbsent(node.id(), new Known(node));
        }
    }

    void asked(NodeInfo node) {
        set(node, State.ASKED);
    }

    void failed(NodeInfo node) {
        set(node, State.FAILED);
    }

    /** The node answered; without a token it takes no records, and is no place for them. */
    void ready(NodeInfo node, ByteString token, long nowMs) {
        add(node);
        set(node, token.isEmpty() ? State.FAILED : State.READY);
        Known known = knownById.get(node.id());
        if (known != null) {
            known.token = token;
            known.tokenSinceMs = nowMs;
        }
    }

    boolean hasFailed(NodeInfo node) {
        Known known = knownById.get(node.id());
        return known != null && known.state == State.FAILED;
    }

    /** The node's token, unless it came before {@code sinceMs} and may be void. */
    Optional<ByteString> token(NodeInfo node, long sinceMs) {
        return Optional.ofNullable(knownById.get(node.id()))
                .filter(known -> known.state == State.READY && known.tokenSinceMs >= sinceMs)
                .map(known -> known.token);
    }

    private void set(NodeInfo node, State state) {
        Known known = knownById.get(node.id());
        if (known != null) {
            known.state = state;
        }
    }

    /** A node among the nearest of some key that was not asked yet. */
    Optional<Step> nextStep() {
        int stride = Math.max(1, files.size() / KEYS_TO_SEARCH_FOR);
        for (int i = 0; i < files.size(); i += stride) {
            NodeId key = files.get(i).key();
            int sought = isSparse(key) ? SOUGHT_WHEN_SPARSE : RoutingTable.K;
            for (Known known : nearest(key, false, sought)) {
                if (known.state == State.WAITING) {
                    return Optional.of(new Step(known.info, key));
                }
            }
        }
        return Optional.empty();
    }

    private boolean isSparse(NodeId key) {
        long near = knownById.values().stream()
                .filter(known -> expected.contains(key, known.info.id()))
                .limit(RoutingTable.K)
                .count();
        return Neighbourhood.isSparse((int) near);
    }

    /** Each node with the keys that it is to keep, by the nodes that are ready. */
    List<Placement> placements() {
        long ready = knownById.values().stream()
                .filter(known -> known.state == State.READY)
                .count();
        boolean crowded = files.size() >= KEYS_PER_NODE_WHEN_CROWDED * ready;
        Map<Known, List<AnnouncedKey>> filesByNode = new LinkedHashMap<>();
        for (AnnouncedKey file : files) {
            List<Known> places = placesOf(file.key(), crowded);
            placedByKey.put(file.key(), places);
            for (Known known : places) {
                filesByNode.computeIfAbsent(known, node -> new ArrayList<>()).add(file);
            }
        }
        List<Placement> placements = new ArrayList<>();
        filesByNode.forEach((known, placed) -> placements.add(new Placement(known.info, placed)));
        return placements;
    }

    /** A ready node that is next in line for {@code key} when one of its places has failed. */
    Optional<NodeInfo> substitute(NodeId key) {
        List<Known> placed = placedByKey.computeIfAbsent(key, none -> new ArrayList<>());
        Optional<Known> next = knownById.values().stream()
                .filter(known -> known.state == State.READY && !placed.contains(known))
                .min(byDistance(key));
        next.ifPresent(placed::add);
        return next.map(known -> known.info);
    }

    /**
     * Where {@code key} goes: the eight nearest; or where many keys have the same few nodes, eight
     * of the nearest twelve, for each key others. What is lost when nodes leave is then a few keys
     * here and there, not all that had the same eight.
     */
    private List<Known> placesOf(NodeId key, boolean crowded) {
        List<Known> near = nearest(key, true, crowded ? SPREAD : RoutingTable.K);
        if (near.size() > RoutingTable.K) {
            near.sort(Comparator.comparingLong(known -> lot(key, known.info.id())));
            near.subList(RoutingTable.K, near.size()).clear();
        }
        return near;
    }

    /** A number for each pair that says nothing of either: the same in each round. */
    private static long lot(NodeId key, NodeId node) {
        return (key.middleWord() ^ node.middleWord()) * 0x9e37_79b9_7f4a_7c15L;
    }

    private List<Known> nearest(NodeId key, boolean readyOnly, int limit) {
        List<Known> nearest = new ArrayList<>(limit + 1);
        Comparator<Known> order = byDistance(key);
        for (Known known : knownById.values()) {
            boolean eligible = readyOnly ? known.state == State.READY : known.state != State.FAILED;
            if (!eligible) {
                continue;
            }
            int position = nearest.size();
            while (position > 0 && order.compare(known, nearest.get(position - 1)) < 0) {
                position--;
            }
            if (position < limit) {
                nearest.add(position, known);
                if (nearest.size() > limit) {
                    nearest.remove(limit);
                }
            }
        }
        return nearest;
    }

    private static Comparator<Known> byDistance(NodeId key) {
        return (a, b) -> key.compareDistance(a.info.id(), b.info.id());
    }
}
