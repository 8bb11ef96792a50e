package dev.potluck.app.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ContentHash;
import dev.potluck.app.settings.HostPort;
import dev.potluck.net.ClientRules;
import dev.potluck.net.Traffic;
import dev.potluck.peer.MonthlyCap;
import dev.potluck.peer.ObjectsTwin;
import dev.potluck.peer.PeerServer;
import dev.potluck.peer.UploadLimits;
import dev.potluck.swarm.PeerPaths;

import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The peer port on real sockets of loopback. */
final class PeerPortTest {
    private static final String LOOPBACK = "127.0.0.1";
    private static final long RETRY_MS = 20;

    private final Loop loop = new Loop();
    private final ObjectsTwin objects = new ObjectsTwin();
    private final List<Integer> opened = new ArrayList<>();

    @AfterEach
    void close() {
        loop.close();
    }

    private PeerPort open(int port) throws Exception {
        return loop.call(() -> {
            PeerServer.Policy policy = new PeerServer.Policy(
                    UploadLimits.DEFAULT,
                    MonthlyCap.unused(Long.MAX_VALUE, InstantSource.system()),
                    ClientRules.LOOPBACK,
                    1);
            PeerServer server = new PeerServer(
                    loop.vertx, objects, policy, new VertxTimers(loop.vertx), new Traffic());
            PeerPort made = new PeerPort(
                    loop.vertx, server, new HostPort(LOOPBACK, port), RETRY_MS, opened::add);
            made.start();
            return made;
        });
    }

    private int status(int port, ContentHash sha256) throws Exception {
        return loop.await(() -> loop.vertx
                .createHttpClient()
                .request(HttpMethod.GET, port, LOOPBACK, PeerPaths.ofFile(sha256))
                .compose(request -> request.send().map(HttpClientResponse::statusCode)));
    }

    @Test
    void start_portFree_givesFilesAndTellsThePort() throws Exception {
        ContentHash sha256 = objects.add(new byte[] {1, 2, 3});
        PeerPort port = open(0);
        loop.until(port::isOpen);
        assertThat(opened).hasSize(1);
        assertThat(status(opened.get(0), sha256)).isEqualTo(200);
        assertThat(loop.call(port::uploads)).isZero();
    }

    @Test
    void start_portTaken_opensWhenItIsFreeAgain() throws Exception {
        InetAddress loopback = InetAddress.getByName(LOOPBACK);
        PeerPort port;
        try (ServerSocket taken = new ServerSocket(0, 1, loopback)) {
            port = open(taken.getLocalPort());
            assertThat(loop.call(port::isOpen)).isFalse();
            assertThat(opened).isEmpty();
        }
        loop.until(port::isOpen);
        assertThat(opened).hasSize(1);
    }

    @Test
    void stop_whileThePortIsTaken_neverOpens() throws Exception {
        InetAddress loopback = InetAddress.getByName(LOOPBACK);
        try (ServerSocket taken = new ServerSocket(0, 1, loopback)) {
            PeerPort port = open(taken.getLocalPort());
            loop.await(() -> port.stop(0));
            assertThat(loop.call(port::isOpen)).isFalse();
        }
        assertThat(opened).isEmpty();
    }

    @Test
    void stop_open_closesThePort() throws Exception {
        PeerPort port = open(0);
        loop.until(port::isOpen);
        loop.await(() -> port.stop(0));
        assertThat(loop.call(port::isOpen)).isFalse();
        // it can be taken again
        new ServerSocket(opened.get(0), 1, InetAddress.getByName(LOOPBACK)).close();
    }
}
