package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.it.Neighbourhood.Bytes;
import dev.potluck.it.Neighbourhood.Member;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/** Real apt through two nodes: what the first has, the second has from it. */
class PeersTest {
    /** Slower than any peer, and yet enough for the whole archive in a test's time. */
    private static final long SLOW_BYTES_PER_SECOND = 300_000;

    @TempDir
    private Path folder;

    @Test
    void install_mirrorCutOffAfterIndex_allBytesComeFromNeighbour() throws IOException {
        try (Neighbourhood all = Neighbourhood.in(folder)) {
            Member a = all.start("a");
            Member b = all.start("b");
            all.awaitKnown(b, a.address());
            all.installThrough(a, "a");
            PrivateApt apt = all.apt("b", b);
            apt.update().orFail();
            all.mirror().refuse();
            Bytes beforeB = b.bytes();
            Bytes beforeA = a.bytes();

            apt.install(LocalArchive.LARGE).orFail();

            assertThat(apt.downloads().values())
                    .containsExactlyInAnyOrderElementsOf(all.packages().values());
            long size = all.packageBytes();
            assertThat(b.bytes().since(beforeB)).isEqualTo(new Bytes(0, size, 0, 0));
            all.assertUploaded(a, beforeA, size);
        }
    }

    @Test
    void install_mirrorSlow_nearlyAllBytesComeFromNeighbour() throws IOException {
        try (Neighbourhood all = Neighbourhood.in(folder)) {
            Member a = all.start("a");
            Member b = all.start("b");
            all.awaitKnown(b, a.address());
            all.installThrough(a, "a");
            all.mirror()
                    .behave(path -> path.startsWith("/pool/"), Fault.slow(SLOW_BYTES_PER_SECOND));
            PrivateApt apt = all.apt("b", b);
            apt.update().orFail();
            Bytes before = b.bytes();

            apt.install(LocalArchive.LARGE).orFail();

            assertThat(apt.downloads().values())
                    .containsExactlyInAnyOrderElementsOf(all.packages().values());
            Bytes bytes = b.bytes().since(before);
            long size = all.packageBytes();
            assertThat(bytes.fromPeers()).isBetween(size * 9 / 10, size);
            assertThat(bytes.wasted()).isLessThanOrEqualTo(size * 3 / 100);
            assertThat(bytes.fromPeers() + bytes.fromMirror())
                    .isBetween(size, size + bytes.wasted());
        }
    }

    @Test
    void install_foundOnlyByDht_allBytesComeFromPeer() throws IOException {
        try (Neighbourhood all = Neighbourhood.in(folder)) {
            Member a = startInDht(all, "a", "");
            Member b = startInDht(all, "b", a.address());
            all.awaitDht(a, "nodes", 1);
            all.awaitDht(b, "nodes", 1);
            all.installThrough(a, "a");
            all.awaitDht(b, "records", a.node().figure("dht", "publicFiles"));
            PrivateApt apt = all.apt("b", b);
            apt.update().orFail();
            all.mirror().refuse();
            Bytes beforeB = b.bytes();
            Bytes beforeA = a.bytes();

            apt.install(LocalArchive.LARGE).orFail();

            assertThat(apt.downloads().values())
                    .containsExactlyInAnyOrderElementsOf(all.packages().values());
            long size = all.packageBytes();
            assertThat(b.bytes().since(beforeB)).isEqualTo(new Bytes(0, size, 0, 0));
            all.assertUploaded(a, beforeA, size);
            assertThat(b.peers().getJsonArray("neighbours")).isEmpty();
        }
    }

    private static Member startInDht(Neighbourhood all, String name, String bootstrap) {
        int peerPort = Machine.freePort();
        PotluckProcess.Plan plan = all.plan(name, peerPort).set("peer-networks", "loopback");
        return all.start(bootstrap.isEmpty() ? plan : plan.bootstrap(bootstrap), peerPort);
    }
}
