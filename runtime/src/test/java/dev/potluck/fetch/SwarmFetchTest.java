package dev.potluck.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.index.LineFormat;
import dev.potluck.net.ClientRules;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Traffic;
import dev.potluck.peer.LoopTimers;
import dev.potluck.peer.MonthlyCap;
import dev.potluck.peer.ObjectsTwin;
import dev.potluck.peer.PeerServer;
import dev.potluck.peer.PublicObjects;
import dev.potluck.peer.UploadLimits;
import dev.potluck.swarm.Peer;
import dev.potluck.swarm.PeerSearch;
import dev.potluck.swarm.SwarmFile;
import dev.potluck.swarm.SwarmTools;

import io.vertx.core.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Listed files from peers and the mirror, down to the disk. */
final class SwarmFetchTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path home;

    private final byte[] small = content(10_000);
    private final byte[] large = content(6 * MIB + 99);
    private final List<Endpoint> peers = new ArrayList<>();
    private final List<Endpoint> fetching = new ArrayList<>();
    private FetchFixture node;
    private SwarmTools tools;

    private static byte[] content(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void open() throws Exception {
        node = new FetchFixture(home);
        tools = node.usePeers(new PeerSearch() {
            @Override
            public boolean isNear() {
                return true;
            }

            @Override
            public Handle find(SwarmFile file, Found found) {
                peers.forEach(peer -> found.peer(new Peer(peer, Peer.Origin.LAN)));
                fetching.forEach(peer -> found.fetching(new Peer(peer, Peer.Origin.LAN), false));
                found.ended();
                return Handle.NONE;
            }
        });
        String index = LineFormat.line("small.pkg", small) + LineFormat.line("large.pkg", large);
        node.first.put("LIST", LineFormat.line("main.idx", index.getBytes(UTF_8)));
        node.first.put("main.idx", index);
        node.get("LIST");
        node.get("main.idx");
        node.first.put("small.pkg", small);
        node.first.put("large.pkg", large);
    }

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    private Endpoint serve(PublicObjects objects) throws Exception {
        PeerServer.Policy policy = new PeerServer.Policy(
                UploadLimits.DEFAULT,
                MonthlyCap.unused(1 << 30, InstantSource.system()),
                ClientRules.LOOPBACK,
                1);
        int port = node.await(() -> new PeerServer(
                        node.vertx, objects, policy, new LoopTimers(node.vertx), new Traffic())
                .listen(0, "127.0.0.1"));
        return Endpoint.ofV4(0x7f00_0001, port);
    }

    private Endpoint peerWith(byte[] content) throws Exception {
        ObjectsTwin objects = new ObjectsTwin();
        objects.add(content);
        return serve(objects);
    }

    @Test
    void fetch_smallFileOfAPeer_mirrorIsNotAsked() throws Exception {
        peers.add(peerWith(small));
        Answer answer = node.answer("small.pkg");
        assertThat(answer.status()).isEqualTo(CacheStatus.FROM_PEERS);
        assertThat(node.await(() -> FetchFixture.read(answer))).isEqualTo(small);
        assertThat(node.first.requests("small.pkg")).isZero();
        assertThat(node.traffic.totals().fromPeersBytes()).isEqualTo(small.length);
    }

    @Test
    void fetch_mirrorGone_peersBringItWhole() throws Exception {
        node.first.fail("large.pkg", 500);
        peers.add(peerWith(large));
        peers.add(peerWith(large));
        assertThat(node.get("large.pkg").length).isEqualTo(large.length);
        node.settle("large.pkg");
        assertThat(node.get("large.pkg")).isEqualTo(large);
        assertThat(node.traffic.totals().fromPeersBytes()).isEqualTo(large.length);
    }

    @Test
    void fetch_noPeerHasIt_mirrorDoes() throws Exception {
        peers.add(peerWith(small));
        assertThat(node.get("large.pkg").length).isEqualTo(large.length);
        node.settle("large.pkg");
        assertThat(node.get("large.pkg")).isEqualTo(large);
    }

    @Test
    void fetch_nobodyHasIt_failsAsTheMirrorDoes() throws Exception {
        node.first.fail("large.pkg", 404);
        assertThatThrownBy(() -> node.get("large.pkg"))
                .hasRootCauseInstanceOf(FetchException.class)
                .hasMessageContaining("404");
    }

    @Test
    void fetch_neighbourIsFetchingIt_isFollowedAndMirrorNotAsked() throws Exception {
        ObjectsTwin objects = new ObjectsTwin();
        ObjectsTwin.Growing growing = objects.grow(large);
        fetching.add(serve(objects));
        LoopTimers timers = new LoopTimers(node.vertx);
        node.await(() -> {
            timers.schedule(50, () -> growing.growTo(MIB));
            timers.schedule(100, () -> growing.growTo(large.length));
            return Future.succeededFuture(true);
        });
        assertThat(node.get("large.pkg").length).isEqualTo(large.length);
        node.settle("large.pkg");
        assertThat(node.get("large.pkg")).isEqualTo(large);
        assertThat(node.first.requests("large.pkg")).isZero();
    }

    @Test
    void fetch_neighbourIsCutOff_mirrorGoesOn() throws Exception {
        ObjectsTwin objects = new ObjectsTwin();
        ObjectsTwin.Growing growing = objects.grow(large);
        fetching.add(serve(objects));
        LoopTimers timers = new LoopTimers(node.vertx);
        node.await(() -> {
            timers.schedule(50, () -> growing.growTo(MIB));
            timers.schedule(100, growing::fail);
            return Future.succeededFuture(true);
        });
        assertThat(node.get("large.pkg").length).isEqualTo(large.length);
        node.settle("large.pkg");
        assertThat(node.get("large.pkg")).isEqualTo(large);
        assertThat(node.first.requests("large.pkg")).isEqualTo(1);
    }

    @Test
    void fetch_neighbourLies_clientStillGetsTheFileAndHeIsBanned() throws Exception {
        byte[] wrong = large.clone();
        wrong[3 * MIB] ^= 1;
        Endpoint liar = serve(new LyingObjects(large, wrong));
        fetching.add(liar);
        assertThat(node.get("large.pkg").length).isEqualTo(large.length);
        node.settle("large.pkg");
        assertThat(node.get("large.pkg")).isEqualTo(large);
        assertThat(tools.bans().isBanned(liar)).isTrue();
    }

    @Test
    void fetch_mirrorAsWell_isFasterAndRight() throws Exception {
        for (int i = 0; i < 4; i++) {
            peers.add(peerWith(large));
        }
        assertThat(node.get("large.pkg").length).isEqualTo(large.length);
        node.settle("large.pkg");
        assertThat(node.get("large.pkg")).isEqualTo(large);
        Traffic.Totals totals = node.traffic.totals();
        assertThat(totals.wastedBytes()).isLessThan(large.length / 2);
    }
}
