package dev.potluck.app.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.net.Endpoint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

final class VertxUdpPortTest {
    private static final byte[] HELLO = {'h', 'e', 'l', 'l', 'o'};

    private record Received(Endpoint from, String text) {
        static Received of(Endpoint from, byte[] datagram) {
            return new Received(from, new String(datagram, StandardCharsets.US_ASCII));
        }
    }

    private static Endpoint at(String address, int port) throws Exception {
        return Endpoint.of(new InetSocketAddress(InetAddress.getByName(address), port));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void send_betweenBothFamiliesAndOne_showsPlainAddresses(boolean epoll) throws Exception {
        try (Loop loop = new Loop(epoll)) {
            VertxUdpPort both = loop.await(() -> VertxUdpPort.open(loop.vertx, "::", 0));
            VertxUdpPort four = loop.await(() -> VertxUdpPort.open(loop.vertx, "127.0.0.1", 0));
            VertxUdpPort six = loop.await(() -> VertxUdpPort.open(loop.vertx, "::1", 0));
            List<Received> byBoth = new ArrayList<>();
            List<Received> byFour = new ArrayList<>();
            List<Received> bySix = new ArrayList<>();
            both.onReceive((from, datagram) -> byBoth.add(Received.of(from, datagram)));
            four.onReceive((from, datagram) -> byFour.add(Received.of(from, datagram)));
            six.onReceive((from, datagram) -> bySix.add(Received.of(from, datagram)));
            loop.call(() -> {
                four.send(at("127.0.0.1", both.port()), HELLO);
                six.send(at("::1", both.port()), HELLO);
                both.send(at("127.0.0.1", four.port()), HELLO);
                both.send(at("::1", six.port()), HELLO);
                return true;
            });
            loop.until(() -> byBoth.size() == 2 && byFour.size() == 1 && bySix.size() == 1);
            assertThat(byBoth.stream().map(Received::from))
                    .containsExactlyInAnyOrder(at("127.0.0.1", four.port()), at("::1", six.port()));
            assertThat(byFour.get(0).from()).isEqualTo(at("127.0.0.1", both.port()));
            assertThat(bySix.get(0).from()).isEqualTo(at("::1", both.port()));
            assertThat(byFour.get(0).text()).isEqualTo("hello");
            assertThat(both.ipv4() && both.ipv6()).isTrue();
            assertThat(four.ipv6() || six.ipv4()).isFalse();
        }
    }

    @Test
    void send_toAPortWhereNobodyIs_killsNothing() throws Exception {
        int nobody;
        try (DatagramSocket once = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            nobody = once.getLocalPort();
        }
        for (boolean epoll : List.of(true, false)) {
            try (Loop loop = new Loop(epoll)) {
                VertxUdpPort port = loop.await(() -> VertxUdpPort.open(loop.vertx, "127.0.0.1", 0));
                List<Endpoint> heard = new ArrayList<>();
                port.onReceive((from, datagram) -> heard.add(from));
                loop.call(() -> {
                    for (int i = 0; i < 50; i++) {
                        port.send(at("127.0.0.1", nobody), HELLO);
                    }
                    port.send(at("127.0.0.1", port.port()), HELLO);
                    return true;
                });
                loop.until(() -> !heard.isEmpty());
                assertThat(loop.call(port::trouble)).isEmpty();
            }
        }
    }

    @Test
    void send_onlyFailures_isTold() throws Exception {
        try (Loop loop = new Loop()) {
            VertxUdpPort port = loop.await(() -> VertxUdpPort.open(loop.vertx, "127.0.0.1", 0));
            loop.call(() -> {
                for (int i = 0; i < VertxUdpPort.TROUBLE_AFTER; i++) {
                    // From a loopback address nothing leaves the machine: EINVAL.
                    port.send(at("8.8.8.8", 9), HELLO);
                }
                return true;
            });
            loop.until(() -> port.trouble().isPresent());
            List<Endpoint> heard = new ArrayList<>();
            port.onReceive((from, datagram) -> heard.add(from));
            loop.call(() -> {
                port.send(at("127.0.0.1", port.port()), HELLO);
                return true;
            });
            loop.until(() -> !heard.isEmpty() && port.trouble().isEmpty());
        }
    }

    @Test
    void receive_receiverThrows_goesOn() throws Exception {
        try (Loop loop = new Loop()) {
            VertxUdpPort port = loop.await(() -> VertxUdpPort.open(loop.vertx, "127.0.0.1", 0));
            List<Integer> lengths = new ArrayList<>();
            port.onReceive((from, datagram) -> {
                lengths.add(datagram.length);
                if (datagram.length == 1) {
                    throw new IllegalStateException("a bug");
                }
            });
            loop.call(() -> {
                port.send(at("127.0.0.1", port.port()), new byte[1]);
                port.send(at("127.0.0.1", port.port()), HELLO);
                return true;
            });
            loop.until(() -> lengths.contains(HELLO.length));
            assertThat(lengths).containsExactly(1, HELLO.length);
        }
    }

    @Test
    void open_portTaken_fails() throws Exception {
        try (Loop loop = new Loop();
                DatagramSocket taken = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            for (String host : List.of("127.0.0.1", "::", "0.0.0.0")) {
                assertThatThrownBy(() -> loop.await(
                                () -> VertxUdpPort.open(loop.vertx, host, taken.getLocalPort())))
                        .as(host)
                        .hasStackTraceContaining("in use");
            }
        }
    }

    @Test
    void close_afterwards_thePortIsFreeAndNothingIsSent() throws Exception {
        try (Loop loop = new Loop()) {
            VertxUdpPort port = loop.await(() -> VertxUdpPort.open(loop.vertx, "127.0.0.1", 0));
            int number = port.port();
            loop.await(port::close);
            VertxUdpPort again =
                    loop.await(() -> VertxUdpPort.open(loop.vertx, "127.0.0.1", number));
            loop.call(() -> {
                port.send(at("127.0.0.1", number), HELLO);
                return true;
            });
            assertThat(again.port()).isEqualTo(number);
        }
    }

    @Test
    void endpoint_mappedAndLinkLocal_isPlainOrNothing() throws Exception {
        assertThat(VertxUdpPort.endpoint("::ffff:192.0.2.7", 5)).contains(at("192.0.2.7", 5));
        assertThat(VertxUdpPort.endpoint("fe80::1", 5)).isEmpty();
        assertThat(VertxUdpPort.endpoint("169.254.1.1", 5)).isPresent();
    }
}
