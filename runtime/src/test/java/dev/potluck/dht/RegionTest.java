package dev.potluck.dht;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.bencode.ByteString;
import dev.potluck.dht.krpc.AnnouncedKey;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

final class RegionTest {
    private static final ByteString TOKEN = ByteString.ascii("token");

    private final RandomGenerator random = Samples.random(41);
    private final List<NodeInfo> nodes =
            IntStream.range(0, 30).mapToObj(i -> Samples.node(random)).toList();

    @Test
    void placements_fewKeys_goToTheEightNearest() {
        Region region = region(3);
        for (AnnouncedKey file : region.files()) {
            assertThat(placesOf(region, file))
                    .containsExactlyInAnyOrderElementsOf(nearest(file, 8));
        }
    }

    @Test
    void placements_manyKeys_goToEightOfTheNearestTwelveEach() {
        Region region = region(300);
        List<Region.Placement> placements = region.placements();
        Set<List<NodeInfo>> places = new HashSet<>();
        for (AnnouncedKey file : region.files()) {
            List<NodeInfo> holders = holders(placements, file);
            assertThat(holders).hasSize(8);
            assertThat(nearest(file, 12)).containsAll(holders);
            places.add(holders);
        }
        assertThat(places).as("sets of nodes").hasSizeGreaterThan(200);
        assertThat(region.placements()).isEqualTo(placements);
    }

    @Test
    void substitute_nodeFailed_isOneThatHasNotTheKeyYet() {
        Region region = region(1);
        AnnouncedKey file = region.files().get(0);
        List<NodeInfo> placed = placesOf(region, file);
        region.failed(placed.get(0));
        NodeInfo ninth = nearest(file, 9).get(8);
        assertThat(region.substitute(file.key())).contains(ninth);
        assertThat(region.substitute(file.key())).contains(nearest(file, 10).get(9));
    }

    @Test
    void token_olderThanAsked_isNone() {
        Region region = new Region(List.of(), Neighbourhood.of(1));
        region.ready(nodes.get(0), TOKEN, 5_000);
        assertThat(region.token(nodes.get(0), 5_000)).contains(TOKEN);
        assertThat(region.token(nodes.get(0), 5_001)).isEmpty();
        assertThat(region.token(nodes.get(1), 0)).isEmpty();
    }

    @Test
    void ready_withoutToken_isNoPlace() {
        Region region = region(1);
        NodeInfo first = nearest(region.files().get(0), 1).get(0);
        region.ready(first, ByteString.EMPTY, 0);
        assertThat(region.hasFailed(first)).isTrue();
        assertThat(placesOf(region, region.files().get(0))).doesNotContain(first);
    }

    @Test
    void nextStep_allAsked_isNone() {
        Region region = new Region(List.of(AnnouncedKey.of(Samples.key(7))), Neighbourhood.of(1));
        nodes.forEach(region::add);
        int steps = 0;
        Optional<Region.Step> next = region.nextStep();
        while (next.isPresent()) {
            region.ready(next.get().node(), TOKEN, 0);
            steps++;
            next = region.nextStep();
        }
        assertThat(steps).isEqualTo(8);
    }

    private Region region(int keys) {
        List<AnnouncedKey> files = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            files.add(AnnouncedKey.of(NodeId.random(random)));
        }
        Region region = new Region(files, Neighbourhood.of(1));
        nodes.forEach(node -> region.ready(node, TOKEN, 0));
        return region;
    }

    private static List<NodeInfo> placesOf(Region region, AnnouncedKey file) {
        return holders(region.placements(), file);
    }

    private static List<NodeInfo> holders(List<Region.Placement> placements, AnnouncedKey file) {
        return placements.stream()
                .filter(placement -> placement.files().contains(file))
                .map(Region.Placement::node)
                .toList();
    }

    private List<NodeInfo> nearest(AnnouncedKey file, int count) {
        return nodes.stream()
                .sorted(Comparator.comparing(NodeInfo::id, file.key()::compareDistance))
                .limit(count)
                .toList();
    }
}
