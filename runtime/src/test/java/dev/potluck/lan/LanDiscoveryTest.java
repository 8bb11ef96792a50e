package dev.potluck.lan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.net.Endpoint;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;

/** On loopback, where the machine's other networks hear nothing of it. */
final class LanDiscoveryTest {
    private static final long LIMIT_S = 30;
    private static final String ALICE = "a".repeat(40);
    private static final String BOB = "b".repeat(40);
    private static final String CAROL = "c".repeat(40);
    private static final Set<String> OURS = Set.of(ALICE, BOB, CAROL);

    private final BlockingQueue<LanPeer> found = new LinkedBlockingQueue<>();

    private LanDiscovery discovery(String id, int port) {
        return new LanDiscovery(
                new LanDiscovery.Self(id, port), () -> OwnNetwork.of("127.0.0.1"), this::note);
    }

    /** Other nodes may run on this machine. */
    private void note(LanPeer peer) {
        if (OURS.contains(peer.nodeId())) {
            found.add(peer);
        }
    }

    private static List<LanPeer> ours(LanDiscovery discovery) {
        return discovery.peers().stream()
                .filter(peer -> OURS.contains(peer.nodeId()))
                .toList();
    }

    private static LanDiscovery quiet(String id, int port) {
        return new LanDiscovery(
                new LanDiscovery.Self(id, port), () -> OwnNetwork.of("127.0.0.1"), peer -> {});
    }

    private static Endpoint loopback(int port) throws Exception {
        return Endpoint.of(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
    }

    @Test
    void refresh_twoNodes_findEachOtherAndNotThemselves() throws Exception {
        try (LanDiscovery alice = discovery(ALICE, 21_001);
                LanDiscovery bob = quiet(BOB, 21_002)) {
            alice.refresh();
            bob.refresh();
            LanPeer peer = found.poll(LIMIT_S, TimeUnit.SECONDS);
            assertThat(peer).isEqualTo(new LanPeer(BOB, List.of(loopback(21_002))));
            assertThat(ours(alice)).containsExactly(peer);
            alice.refresh();
            assertThat(ours(alice)).containsExactly(peer);
        }
    }

    @Test
    void askAgain_nodeWasMissed_isFound() throws Exception {
        OwnNetwork network = OwnNetwork.of("127.0.0.1").get(0);
        try (LanDiscovery bob = quiet(BOB, 21_006);
                LanService alice = LanService.start(
                        new LanDiscovery.Self(ALICE, 21_007), network, this::note)) {
            bob.refresh();
            LanPeer peer = found.poll(LIMIT_S, TimeUnit.SECONDS);
            assertThat(peer).isNotNull();
            alice.serviceRemoved(new GoneEvent(BOB));
            assertThat(alice.peers()).doesNotContain(peer);
            alice.askAgain();
            assertThat(found.poll(LIMIT_S, TimeUnit.SECONDS)).isEqualTo(peer);
            assertThat(alice.peers()).contains(peer);
        }
    }

    /** Multicast DNS says that a node has gone, which has not. */
    private static final class GoneEvent extends ServiceEvent {
        private static final long serialVersionUID = 1L;

        GoneEvent(String name) {
            super(name);
        }

        @Override
        public @Nullable JmDNS getDNS() {
            return null;
        }

        @Override
        public String getType() {
            return LanService.TYPE;
        }

        @Override
        public String getName() {
            return (String) getSource();
        }

        @Override
        public @Nullable ServiceInfo getInfo() {
            return null;
        }
    }

    @Test
    void refresh_liarsOnTheNetwork_areNotBelieved() throws Exception {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        try (JmDNS liar = JmDNS.create(loopback, "liar");
                LanDiscovery alice = discovery(ALICE, 21_003);
                LanDiscovery carol = quiet(CAROL, 21_004)) {
            register(liar, "no-id", 21_005, Map.of("v", "1"));
            register(liar, "other-version", 21_005, Map.of("id", BOB, "v", "2"));
            register(liar, "low-port", 80, Map.of("id", BOB, "v", "1"));
            register(liar, "not-hex", 21_005, Map.of("id", "x".repeat(40), "v", "1"));
            register(liar, "me", 21_005, Map.of("id", ALICE, "v", "1"));
            alice.refresh();
            carol.refresh();
            LanPeer peer = found.poll(LIMIT_S, TimeUnit.SECONDS);
            assertThat(peer).isEqualTo(new LanPeer(CAROL, List.of(loopback(21_004))));
            assertThat(ours(alice)).containsExactly(peer);
        }
    }

    private static void register(JmDNS dns, String name, int port, Map<String, String> text)
            throws Exception {
        dns.registerService(ServiceInfo.create(LanService.TYPE, name, port, 0, 0, text));
    }

    @Test
    void of_oneAddress_isItsNetworkAlone() throws Exception {
        List<OwnNetwork> loopback = OwnNetwork.of("127.0.0.1");
        assertThat(loopback).hasSize(1);
        assertThat(loopback.get(0).contains(InetAddress.getByName("127.9.9.9"))).isTrue();
        assertThat(loopback.get(0).contains(InetAddress.getByName("192.0.2.9"))).isFalse();
        assertThat(OwnNetwork.of("203.0.113.77")).isEmpty();
        assertThat(OwnNetwork.of("::")).noneMatch(network -> network.address().isLoopbackAddress());
    }

    @Test
    void subnet_anyPrefix_hasItsAddressesOnly() throws Exception {
        InetAddress address = InetAddress.getByName("192.168.77.201");
        assertThat(OwnNetwork.subnet(address, 24)).hasToString("192.168.77.0/24");
        assertThat(OwnNetwork.subnet(address, 26)).hasToString("192.168.77.192/26");
        assertThat(OwnNetwork.subnet(address, 0)).hasToString("0.0.0.0/0");
        assertThat(OwnNetwork.subnet(address, 32).contains(address)).isTrue();
    }
}
