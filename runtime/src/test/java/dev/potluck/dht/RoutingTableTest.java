package dev.potluck.dht;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.net.Endpoint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

final class RoutingTableTest {
    private final RandomGenerator random = Samples.random(7);
    private final RoutingTable table = new RoutingTable(NodeId.random(random));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void closest_anyTarget_agreesWithSortingAll(long seed) {
        RandomGenerator chance = Samples.random(seed);
        for (int i = 0; i < 2_000; i++) {
            table.answered(Samples.node(chance), i);
        }
        table.checkInvariant();
        for (int i = 0; i < 200; i++) {
            NodeId target = i % 2 == 0
                    ? NodeId.random(chance)
                    : table.ownId().randomAtPrefix(i / 10, chance);
            List<NodeInfo> sorted = new ArrayList<>();
            table.contacts().forEach(contact -> sorted.add(contact.info));
            sorted.sort(Comparator.comparing(NodeInfo::id, target::compareDistance));
            assertThat(table.closest(target, 8, 0)).isEqualTo(sorted.subList(0, 8));
        }
    }

    @Test
    void closest_notHeardOfLately_isNotHandedOut() {
        NodeInfo old = Samples.node(random);
        NodeInfo fresh = Samples.node(random);
        table.answered(old, 1_000);
        table.answered(fresh, 2_000);
        assertThat(table.closest(old.id(), 8, 1_500)).containsExactly(fresh);
        assertThat(table.closest(old.id(), 8, 0)).containsExactlyInAnyOrder(old, fresh);
    }

    @Test
    void failed_once_isKeptButNotHandedOut() {
        NodeInfo node = Samples.node(random);
        table.answered(node, 1_000);
        table.failed(node);
        assertThat(table.size()).isEqualTo(1);
        assertThat(table.closest(node.id(), 8, 0)).isEmpty();
        table.answered(node, 2_000);
        assertThat(table.closest(node.id(), 8, 0)).containsExactly(node);
    }

    @Test
    void failed_twice_leaves() {
        NodeInfo node = Samples.node(random);
        table.answered(node, 1_000);
        table.failed(node);
        table.failed(node);
        assertThat(table.size()).isZero();
        table.checkInvariant();
    }

    @Test
    void answered_fullBucket_keepsTheOld() {
        for (int i = 0; i < 4_000; i++) {
            table.answered(Samples.node(random), i);
        }
        NodeInfo late = new NodeInfo(
                table.ownId().randomAtPrefix(0, random), Samples.publicEndpoint(random));
        assertThat(table.hasRoomAt(0)).isFalse();
        assertThat(table.answered(late, 5_000)).isFalse();
    }

    @Test
    void answered_fullBucketWithFailedEntry_replacesIt() {
        for (int i = 0; i < 4_000; i++) {
            table.answered(Samples.node(random), i);
        }
        NodeInfo failed = table.contacts().get(0).info;
        table.failed(failed);
        NodeInfo late = new NodeInfo(
                table.ownId().randomAtPrefix(0, random), Samples.publicEndpoint(random));
        assertThat(table.answered(late, 5_000)).isTrue();
        assertThat(table.find(failed.id())).isNull();
        table.checkInvariant();
    }

    @Test
    void answered_thirdOfOneNetwork_isRefused() {
        for (int i = 0; i < 3; i++) {
            Endpoint endpoint = Endpoint.ofV4(0x0808_0000 + (i << 8), 9_978);
            NodeInfo node = new NodeInfo(table.ownId().randomAtPrefix(0, random), endpoint);
            assertThat(table.answered(node, 1_000 + i)).isEqualTo(i < 2);
        }
    }

    @Test
    void answered_idTakenByAnotherEndpoint_isRefusedWhileTheFirstAnswers() {
        NodeInfo first = Samples.node(random);
        NodeInfo impostor = new NodeInfo(first.id(), Samples.publicEndpoint(random));
        table.answered(first, 1_000);
        assertThat(table.answered(impostor, 2_000)).isFalse();
        table.failed(first);
        assertThat(table.answered(impostor, 3_000)).isTrue();
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void rebase_newId_movesContacts() {
        for (int i = 0; i < 1_000; i++) {
            table.answered(Samples.node(random), i);
        }
        table.rebase(NodeId.random(random));
        table.checkInvariant();
        assertThat(table.size()).isGreaterThan(100);
    }

    @Test
    void stalest_manyContacts_isTheOneThatAnsweredFirst() {
        NodeInfo oldest = Samples.node(random);
        table.answered(oldest, 5);
        for (int i = 10; i < 100; i++) {
            table.answered(Samples.node(random), i);
        }
        assertThat(table.stalest().map(contact -> contact.info)).contains(oldest);
    }

    @Test
    void estimatedNodes_tenThousand_isInTheRightRange() {
        RoutingTable wide = new RoutingTable(NodeId.random(random));
        for (int i = 0; i < 10_000; i++) {
            wide.answered(new NodeInfo(NodeId.random(random), Samples.publicEndpoint(random)), i);
        }
        assertThat(wide.estimatedNodes()).isBetween(4_000.0, 25_000.0);
    }
}
