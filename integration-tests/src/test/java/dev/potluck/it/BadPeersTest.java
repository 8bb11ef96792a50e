package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.it.Neighbourhood.Bytes;
import dev.potluck.it.Neighbourhood.Member;
import dev.potluck.it.RogueNeighbour.Vice;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whatever neighbours do, and without any network at all, apt gets what it asks for. */
@Order(1)
class BadPeersTest {
    /** The mirror alone takes some 8 s for the archive, so that liars are tried as well. */
    private static final long SLOW_BYTES_PER_SECOND = 1_000_000;

    private static final Duration MIRROR_ALONE = Duration.ofSeconds(60);

    /** A liar's wrong pieces: those it was asked for before the first was checked. */
    private static final long TWO_PIECES_BYTES = 2 * 524_288;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Vice.class)
    void install_rogueIsOnlyNeighbour_allComesFromMirror(Vice vice) throws IOException {
        try (Neighbourhood all = Neighbourhood.amongRogues(folder)) {
            RogueNeighbour rogue = all.keep(RogueNeighbour.of(all.archive().folder(), vice));
            Member b = all.start("b");
            all.awaitKnown(b, rogue.address());
            PrivateApt apt = all.apt("b", b);
            apt.update().orFail();
            all.mirror().behave(path -> path.startsWith("/pool/"), slow());

            apt.within(MIRROR_ALONE).install(LocalArchive.LARGE).orFail();

            assertThat(apt.downloads().values())
                    .containsExactlyInAnyOrderElementsOf(all.packages().values());
            assertThat(b.peers().getInteger("banned")).isEqualTo(vice.isLiar() ? 1 : 0);
            Bytes bytes = b.bytes();
            assertThat(bytes.wasted()).isLessThanOrEqualTo(TWO_PIECES_BYTES);
            assertThat(bytes.fromMirror()).isGreaterThanOrEqualTo(all.packageBytes());
        }
    }

    @Test
    void install_goodNeighbourAmongRogues_givesNearlyAll() throws IOException {
        try (Neighbourhood all = Neighbourhood.amongRogues(folder)) {
            Member a = all.start("a");
            Member b = all.start("b");
            all.awaitKnown(b, a.address());
            all.installThrough(a, "a");
            List<RogueNeighbour> rogues = new ArrayList<>();
            for (Vice vice : Vice.values()) {
                rogues.add(all.keep(RogueNeighbour.of(all.archive().folder(), vice)));
            }
            rogues.forEach(rogue -> all.awaitKnown(b, rogue.address()));
            PrivateApt apt = all.apt("b", b);
            apt.update().orFail();
            all.mirror().behave(path -> path.startsWith("/pool/"), slow());
            Bytes before = b.bytes();

            apt.within(MIRROR_ALONE).install(LocalArchive.LARGE).orFail();

            assertThat(apt.downloads().values())
                    .containsExactlyInAnyOrderElementsOf(all.packages().values());
            // who was found to be slower than the good one before he could lie is not banned
            assertThat(b.peers().getInteger("banned")).isBetween(0, 2);
            Bytes bytes = b.bytes().since(before);
            long size = all.packageBytes();
            assertThat(bytes.fromPeers() - bytes.wasted()).isGreaterThan(size * 7 / 10);
            assertThat(bytes.wasted()).isLessThanOrEqualTo(TWO_PIECES_BYTES);
        }
    }

    @Test
    void install_peerPortTaken_worksAsWithoutPeers() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket tcp = new ServerSocket(0, 1, loopback);
                DatagramSocket udp =
                        new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()));
                Neighbourhood all = Neighbourhood.in(folder)) {
            Member b = all.start(all.plan("b", udp.getLocalPort()).findingLan(), 0);
            PrivateApt apt = all.apt("b", b);
            apt.update().orFail();
            apt.install(LocalArchive.LARGE).orFail();

            assertThat(apt.downloads().values())
                    .containsExactlyInAnyOrderElementsOf(all.packages().values());
            assertThat(b.peers().getBoolean("served")).isFalse();
            assertThat(b.node().status().getJsonObject("dht").getString("reachability"))
                    .isEqualTo("unavailable");
            assertThat(b.bytes().fromPeers()).isZero();
            assertThat(b.node().log()).contains("nothing is given to peers");
        }
    }

    @Test
    void install_noNetworkAtAll_isServedFromCache() throws IOException {
        try (Neighbourhood all = Neighbourhood.in(folder)) {
            int port = Machine.freePort();
            PotluckProcess.Plan plan =
                    all.plan("b", port).peerListen("[::]:" + port).findingLan();
            Member online = all.start(plan, port);
            PrivateApt first = all.apt("first", online);
            first.update().orFail();
            first.install(LocalArchive.LARGE).orFail();
            online.node().stop();

            try (PotluckProcess node = plan.inside(Namespaces.loopbackOnly()).launch()) {
                node.awaitLog("answers on");
                PrivateApt second =
                        all.apt("second", new Member(node, port)).inNetworkOf(node.pid());
                second.update().orFail();
                second.install(LocalArchive.LARGE).orFail();

                assertThat(second.downloads()).hasSize(6).isEqualTo(first.downloads());
            }
        }
    }

    private static Fault slow() {
        return Fault.slow(SLOW_BYTES_PER_SECOND);
    }
}
