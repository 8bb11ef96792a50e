package dev.potluck.app.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.app.admin.NodeStatus.DhtStatus;
import dev.potluck.app.settings.HostPort;
import dev.potluck.app.settings.Settings;
import dev.potluck.dht.LookupSummary;
import dev.potluck.dht.PeerListener;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.PieceHint;
import dev.potluck.fetch.Worker;
import dev.potluck.index.LineFormat;
import dev.potluck.net.Endpoint;

import io.vertx.core.Future;
import io.vertx.core.Promise;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Whole nodes' parts in the network, on real sockets of loopback. */
final class SharingTest {
    private static final HostPort ANY_PORT = new HostPort("127.0.0.1", 0);

    private final Loop loop = new Loop();
    private volatile Optional<byte[]> kept = Optional.empty();
    private final List<Sharing> started = new ArrayList<>();
    private CacheFixture fixture;
    private CacheFixture empty;

    @BeforeEach
    void open(@TempDir Path one, @TempDir Path other) throws Exception {
        fixture = new CacheFixture(one);
        empty = new CacheFixture(other);
    }

    @AfterEach
    void close() throws Exception {
        for (Sharing sharing : started) {
            loop.await(sharing::stop);
        }
        loop.close();
        fixture.close();
        empty.close();
    }

    private Sharing start(String digit, Settings.Sharing settings, PublicObjects objects)
            throws Exception {
        return start(digit, settings, objects, Optional.empty());
    }

    private Sharing start(
            String digit, Settings.Sharing settings, PublicObjects objects, Optional<byte[]> state)
            throws Exception {
        Worker worker = new Worker() {
            @Override
            public <T> Future<T> run(Callable<T> blocking) {
                return loop.vertx.executeBlocking(blocking, false);
            }
        };
        Sharing sharing = loop.call(() -> new Sharing(
                loop.vertx,
                new Sharing.Identity(
                        digit.repeat(40), state, newState -> kept = Optional.of(newState)),
                settings,
                new Sharing.Offer(objects, OfferedLists.NONE, () -> true),
                new Sharing.Workers(worker, worker)));
        started.add(sharing);
        loop.await(sharing::start);
        return sharing;
    }

    private static Settings.Sharing joining(int... ports) {
        List<HostPort> seeds = new ArrayList<>();
        for (int port : ports) {
            seeds.add(new HostPort("localhost", port));
        }
        return new Settings.Sharing(ANY_PORT, true, seeds, Settings.Rendezvous.NONE, false);
    }

    private DhtStatus status(Sharing sharing) throws Exception {
        return loop.call(sharing::status);
    }

    private int port(Sharing sharing) throws Exception {
        return status(sharing).place().port();
    }

    private List<Endpoint> peers(Sharing sharing, NodeId key) throws Exception {
        List<Endpoint> peers = new ArrayList<>();
        Promise<LookupSummary> ended = Promise.promise();
        loop.await(() -> {
            sharing.lookup(key, new PeerListener() {
                @Override
                public void onPeers(List<Endpoint> found, PieceHint hint) {
                    peers.addAll(found);
                }

                @Override
                public void onEnd(LookupSummary summary) {
                    ended.complete(summary);
                }
            });
            return ended.future();
        });
        return peers;
    }

    @Test
    void start_threeNodes_findWhatOneHasStored() throws Exception {
        Sharing first = start("1", joining(), empty.objects);
        Sharing second = start("2", joining(port(first)), fixture.objects);
        Sharing third = start("3", joining(port(first)), empty.objects);
        loop.until(() -> second.status().nodes() > 0 && third.status().nodes() > 0);
        fixture.adopt(CacheFixture.PUBLIC, CacheFixture.content(1));
        fixture.objects.refresh();
        fixture.store(CacheFixture.content(1));
        loop.until(() ->
                second.status().announcedKeys() > 0 && first.status().work().records() > 0);
        NodeId key = NodeId.ofPrefix(LineFormat.hash(CacheFixture.content(1)).digest());
        loop.until(() -> first.status().work().records() > 1);
        assertThat(peers(third, key)).contains(Endpoint.ofV4(0x7f00_0001, port(second)));
        assertThat(status(second).work().publicFiles()).isEqualTo(2);
    }

    @Test
    void stop_thenStartedAgain_findsTheNetworkByItself() throws Exception {
        Sharing first = start("1", joining(), empty.objects);
        Sharing second = start("2", joining(port(first)), empty.objects);
        loop.until(() -> second.status().nodes() > 0);
        String id = status(second).place().id();
        loop.await(second::stop);
        assertThat(kept).isPresent();
        Sharing again = start("4", joining(), empty.objects, kept);
        loop.until(() -> again.status().nodes() > 0);
        assertThat(status(again).place().id()).isEqualTo(id).isEqualTo("2".repeat(40));
    }

    @Test
    void start_stateDamaged_startsWithTheIdOfTheNode() throws Exception {
        Sharing sharing = start(
                "5", joining(), empty.objects, Optional.of(new byte[] {'P', 'L', 'D', '1', 9}));
        assertThat(status(sharing).place().id()).isEqualTo("5".repeat(40));
    }

    @Test
    void start_portTaken_saysSoAndGoesOn() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            HostPort place = new HostPort("127.0.0.1", taken.getLocalPort());
            Sharing sharing = start(
                    "6",
                    new Settings.Sharing(place, true, List.of(), Settings.Rendezvous.NONE, false),
                    empty.objects);
            DhtStatus status = status(sharing);
            assertThat(status.reachability()).isEqualTo("unavailable");
            assertThat(status.place().problem()).contains("in use");
            assertThat(loop.call(() -> sharing.dht())).isEmpty();
        }
    }

    @Test
    void start_switchedOff_doesNothing() throws Exception {
        Sharing sharing = start(
                "7",
                new Settings.Sharing(ANY_PORT, false, List.of(), Settings.Rendezvous.NONE, false),
                empty.objects);
        assertThat(status(sharing)).isEqualTo(DhtStatus.OFF);
    }

    @Test
    void start_onOneNetwork_findsTheOthersWithoutSettings() throws Exception {
        Settings.Sharing lan =
                new Settings.Sharing(ANY_PORT, true, List.of(), Settings.Rendezvous.NONE, true);
        Sharing first = start("8", lan, empty.objects);
        Sharing second = start("9", lan, empty.objects);
        loop.until(() -> first.status().nodes() > 0 && second.status().nodes() > 0);
        // Others may be on this network too.
        loop.until(() -> sees(first, "9") && sees(second, "8"));
        assertThat(loop.call(second::lanPeers)).doesNotHaveDuplicates();
    }

    private static boolean sees(Sharing sharing, String digit) {
        return sharing.lanPeers().stream().anyMatch(peer -> peer.nodeId().equals(digit.repeat(40)));
    }
}
