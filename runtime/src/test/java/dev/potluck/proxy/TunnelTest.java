package dev.potluck.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.mirror.MirrorClient;
import dev.potluck.mirror.MirrorSettings;
import dev.potluck.net.AddressRules;
import dev.potluck.net.Reach;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Tunnels to a server that sends back what it gets. */
final class TunnelTest {
    private static final int MAX_WAIT_MS = 20_000;
    private static final int NEVER_MS = 60_000;

    private final ProxyContext node = new ProxyContext();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> lookedUp = new ArrayList<>();
    private Tunnel.Addresses addresses = (host, reach) -> {
        lookedUp.add(host + " " + reach);
        return Future.succeededFuture(List.of(InetAddress.getLoopbackAddress()));
    };
    private Reach reach = Reach.MACHINE;
    private int echoPort;
    private int port;

    @BeforeEach
    void startEcho() throws Exception {
        echoPort = node.await(() -> node.vertx
                .createNetServer()
                .connectHandler(socket -> {
                    connections.incrementAndGet();
                    socket.handler(bytes -> socket.write(bytes));
                })
                .listen(0, "127.0.0.1")
                .map(NetServer::actualPort));
        start(new Tunnel.Times(NEVER_MS, NEVER_MS));
    }

    private void start(Tunnel.Times times) throws Exception {
        port = node.await(() -> {
            Tunnel tunnel = new Tunnel(
                    node.vertx,
                    host -> !host.equals("forbidden.example"),
                    (host, from) -> addresses.of(host, from),
                    times,
                    echoPort);
            return node.vertx
                    .createHttpServer()
                    .requestHandler(request -> open(tunnel, request))
                    .listen(0, "127.0.0.1")
                    .map(HttpServer::actualPort);
        });
    }

    private void open(Tunnel tunnel, HttpServerRequest request) {
        tunnel.open(request, reach).onFailure(cause -> {
            BadRequestException refusal = (BadRequestException) cause;
            request.response().setStatusCode(refusal.status()).end(refusal.getMessage());
        });
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private RawHttp.Reply refusal(String authority) throws Exception {
        return RawHttp.ask(port, "CONNECT " + authority + " HTTP/1.1");
    }

    private Socket connect(String host) throws Exception {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(MAX_WAIT_MS);
        send(socket, "CONNECT " + host + ":" + echoPort + " HTTP/1.1\r\nHost: x\r\n\r\n");
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("end after %s", head).isNotNegative();
            head.append((char) next);
        }
        assertThat(head).startsWith("HTTP/1.1 200");
        return socket;
    }

    private static void send(Socket socket, String text) throws Exception {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String receive(Socket socket, int bytes) throws Exception {
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
    }

    /** The name has no address but the one that was checked: to that one it goes. */
    @Test
    void open_allowedHost_joinsBothWaysAtTheCheckedAddress() throws Exception {
        try (Socket socket = connect("checked.invalid")) {
            send(socket, "hello");
            assertThat(receive(socket, 5)).isEqualTo("hello");
            send(socket, "again");
            assertThat(receive(socket, 5)).isEqualTo("again");
        }
        assertThat(lookedUp).containsExactly("checked.invalid MACHINE");
    }

    @Test
    void open_firstAddressTakesNoConnection_triesTheNext() throws Exception {
        InetAddress nobody = InetAddress.getByAddress(new byte[] {127, 0, 0, 99});
        addresses = (host, from) ->
                Future.succeededFuture(List.of(nobody, InetAddress.getLoopbackAddress()));
        try (Socket socket = connect("two.example")) {
            send(socket, "hello");
            assertThat(receive(socket, 5)).isEqualTo("hello");
        }
    }

    @Test
    void open_hostOutOfTheClientsReach_isForbiddenAndNotConnected() throws Exception {
        MirrorClient names = node.await(() -> Future.succeededFuture(new MirrorClient(
                node.vertx,
                MirrorSettings.defaults("potluck"),
                AddressRules.PUBLIC_ONLY,
                System::nanoTime)));
        addresses = names::addresses;
        reach = Reach.NETWORK;

        for (String host : List.of("localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]")) {
            RawHttp.Reply reply = refusal(host + ":" + echoPort);
            assertThat(reply.status()).as(host).isEqualTo(403);
            assertThat(reply.body()).contains("clients elsewhere may not ask");
        }
        assertThat(connections).hasValue(0);

        reach = Reach.MACHINE;
        connect("localhost").close();
    }

    @Test
    void open_otherPortOrHost_isForbidden() throws Exception {
        assertThat(refusal("x.example:22").status()).isEqualTo(403);
        assertThat(refusal("forbidden.example:" + echoPort).status()).isEqualTo(403);
        assertThat(refusal("x.example").status()).isBetween(400, 403);
        assertThat(lookedUp).isEmpty();
    }

    @Test
    void open_nobodyListens_isBadGateway() throws Exception {
        InetAddress nobody = InetAddress.getByAddress(new byte[] {127, 0, 0, 99});
        addresses = (host, from) -> Future.succeededFuture(List.of(nobody));

        assertThat(refusal("x.example:" + echoPort).status()).isEqualTo(502);
    }

    @Test
    void open_tunnelIdle_isClosed() throws Exception {
        start(new Tunnel.Times(NEVER_MS, 1_000));
        try (Socket socket = connect("idle.example")) {
            send(socket, "hello");
            assertThat(receive(socket, 5)).isEqualTo("hello");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void open_hostCloses_closesTheClient() throws Exception {
        try (Socket socket = connect("closing.example")) {
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }
}
