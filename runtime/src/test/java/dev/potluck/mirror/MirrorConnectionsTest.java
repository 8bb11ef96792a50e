package dev.potluck.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.mirror.MirrorException.Kind;
import dev.potluck.mirror.MirrorSettings.Timeouts;
import dev.potluck.net.AddressRules;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetSocket;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** More requests than connections: what those that wait in vain are told. */
final class MirrorConnectionsTest {
    private static final int CONNECT_MS = 200;

    private final NodeContext node = new NodeContext();

    private MirrorClient open(int firstByteMs, int maxConnections) throws Exception {
        MirrorSettings settings = new MirrorSettings(
                new Timeouts(CONNECT_MS, firstByteMs, 60_000),
                0,
                maxConnections,
                "potluck/1.0",
                "some-node",
                Optional.empty());
        return node.await(() -> Future.succeededFuture(new MirrorClient(
                node.vertx, settings, AddressRules.PUBLIC_ONLY, System::nanoTime)));
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    private List<Kind> kinds(MirrorClient client, Mirror mirror, int requests) throws Exception {
        List<Future<Kind>> asked = node.await(() -> Future.succeededFuture(
                IntStream.range(0, requests).mapToObj(i -> kind(client, mirror)).toList()));
        return node.await(() -> Future.all(asked).map(all -> all.<Kind>list()));
    }

    private static Future<Kind> kind(MirrorClient client, Mirror mirror) {
        return client.send(MirrorRequest.get(mirror, "/x"))
                .transform(answer ->
                        Future.succeededFuture(((MirrorException) answer.cause()).kind()));
    }

    @Test
    void send_mirrorTakesNoConnections_timesOutForThoseThatWaitToo() throws Exception {
        MirrorClient client = open(CONNECT_MS, 1);
        List<Socket> filling = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full, filling);
            Mirror mirror = new Mirror("http", "127.0.0.1", full.getLocalPort(), "/");

            assertThat(kinds(client, mirror, 8)).hasSize(8).containsOnly(Kind.TIMEOUT);
        } finally {
            for (Socket socket : filling) {
                socket.close();
            }
        }
    }

    /** Nobody accepts; once its queue is full, the kernel drops further handshakes. */
    private static void fill(ServerSocket full, List<Socket> filling) throws IOException {
        boolean isFull = false;
        while (!isFull && filling.size() < 16) {
            Socket socket = new Socket();
            filling.add(socket);
            try {
                socket.connect(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), full.getLocalPort()),
                        CONNECT_MS);
            } catch (SocketTimeoutException e) {
                isFull = true;
            }
        }
        assertThat(isFull).isTrue();
    }

    @Test
    void send_allConnectionsStayInUse_isBusy() throws Exception {
        MirrorClient client =
                open(3_000, 1); // also what the first answer may take on a busy machine
        TestMirror mirror = TestMirror.start(node, TestMirror.stallingAfter(1, new byte[10]));
        Mirror base = mirror.mirror("http", "127.0.0.1");
        MirrorResponse unread = node.await(() -> client.send(MirrorRequest.get(base, "/x")));

        assertThat(kinds(client, base, 1)).containsExactly(Kind.BUSY);

        unread.cancel();
    }

    @Test
    void send_mirrorHasClosedAllKeptConnections_isAskedOnANewOne() throws Exception {
        MirrorClient client = open(3_000, 4);
        List<NetSocket> held = new ArrayList<>();
        Set<NetSocket> known = new HashSet<>();
        TestMirror mirror = TestMirror.start(node, (request, socket) -> {
            if (!known.add(socket)) {
                socket.close();
                return;
            }
            held.add(socket);
            if (held.size() >= 3) { // so that there are three connections, not one used thrice
                held.forEach(each -> each.write("HTTP/1.1 204 x\r\n\r\n"));
            }
        });
        Mirror base = mirror.mirror("http", "127.0.0.1");
        node.await(() -> Future.all(IntStream.range(0, 3)
                .mapToObj(i -> client.send(MirrorRequest.get(base, "/first")))
                .toList()));

        MirrorResponse answer = node.await(() -> client.send(MirrorRequest.get(base, "/second")));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(mirror.requests).hasSize(3 + 3 + 1);
    }

    @Test
    void send_mirrorClosesNewConnectionsToo_failsAfterOneMoreTry() throws Exception {
        MirrorClient client = open(3_000, 4);
        TestMirror mirror = TestMirror.start(node, (request, socket) -> socket.close());

        assertThat(kinds(client, mirror.mirror("http", "127.0.0.1"), 1))
                .containsExactly(Kind.TRUNCATED);
        assertThat(mirror.requests).hasSize(2);
    }

    /** The mirror would take the next request, of another client, for the body. */
    @Test
    void send_headersOfABodyThatIsNotSent_areKeptFromTheMirror() throws Exception {
        MirrorClient client = open(20_000, 1);
        TestMirror mirror = TestMirror.start(node, TestMirror.raw("HTTP/1.1 304 x", "", ""));
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("Content-Length", "30")
                .add("content-length", "31")
                .add("Transfer-Encoding", "chunked")
                .add("Content-Encoding", "gzip")
                .add("Expect", "100-continue")
                .add("Accept", "x/y");

        node.await(
                () -> client.send(new MirrorRequest(HttpMethod.GET, mirror.mirror(), "/x", headers))
                        .onSuccess(MirrorResponse::discard));

        assertThat(mirror.requests.get(0).headers().names())
                .containsExactlyInAnyOrder("Host", "Accept", "User-Agent", "Via");
        assertThat(mirror.requests.get(0).headers().get("User-Agent")).isEqualTo("potluck/1.0");
        assertThat(mirror.requests.get(0).headers().get("Via")).isEqualTo("1.1 some-node");
    }
}
