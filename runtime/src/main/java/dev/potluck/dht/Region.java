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

        Known(NodeInfo info) {
            this.info = info;
        }
    }

    /** A node to ask, and the key to ask it for. */
    record Step(NodeInfo node, NodeId target) {}

    /** A node, its token, and the keys that it is to get. */
    record Placement(LookupResult.Node node, List<AnnouncedKey> files) {}

    private final List<AnnouncedKey> files;
    private final Map<NodeId, Known> knownById = new HashMap<>();

    Region(List<AnnouncedKey> files) {
        this.files = files;
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
    void ready(NodeInfo node, ByteString token) {
        add(node);
        set(node, token.isEmpty() ? State.FAILED : State.READY);
        Optional.ofNullable(knownById.get(node.id())).ifPresent(known -> known.token = token);
    }

    private void set(NodeInfo node, State state) {
        Known known = knownById.get(node.id());
        if (known != null) {
            known.state = state;
        }
    }

    /** A node among the nearest of some key that was not asked yet. */
    Optional<Step> nextStep() {
        for (AnnouncedKey file : files) {
            for (Known known : nearest(file.key(), false)) {
                if (known.state == State.WAITING) {
                    return Optional.of(new Step(known.info, file.key()));
                }
            }
        }
        return Optional.empty();
    }

    /** Each node with the keys that it is among the nearest of, by the nodes that are ready. */
    List<Placement> placements() {
        Map<Known, List<AnnouncedKey>> filesByNode = new LinkedHashMap<>();
        for (AnnouncedKey file : files) {
            for (Known known : nearest(file.key(), true)) {
                filesByNode.computeIfAbsent(known, node -> new ArrayList<>()).add(file);
            }
        }
        List<Placement> placements = new ArrayList<>();
        filesByNode.forEach((known, placed) -> placements.add(
                new Placement(new LookupResult.Node(known.info, known.token), placed)));
        return placements;
    }

    /**
     * A ready node that is next in line for {@code key} when one of the nearest eight has failed.
     */
    Optional<LookupResult.Node> substitute(NodeId key) {
        return knownById.values().stream()
                .filter(known -> known.state == State.READY)
                .sorted(byDistance(key))
                .skip(RoutingTable.K - 1)
                .findFirst()
                .map(known -> new LookupResult.Node(known.info, known.token));
    }

    private List<Known> nearest(NodeId key, boolean readyOnly) {
        List<Known> nearest = new ArrayList<>(RoutingTable.K + 1);
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
            if (position < RoutingTable.K) {
                nearest.add(position, known);
                if (nearest.size() > RoutingTable.K) {
                    nearest.remove(RoutingTable.K);
                }
            }
        }
        return nearest;
    }

    private static Comparator<Known> byDistance(NodeId key) {
        return (a, b) -> key.compareDistance(a.info.id(), b.info.id());
    }
}
