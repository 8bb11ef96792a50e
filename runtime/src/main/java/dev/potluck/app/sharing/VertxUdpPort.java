package dev.potluck.app.sharing;

import dev.potluck.net.Endpoint;
import dev.potluck.net.UdpPort;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;

/**
 * A UDP port of the machine, for IPv4, IPv6 or both; lives on the context that opened it.
 *
 * <p>The address {@code ::} stands for both families, by one socket that takes IPv4 too (RFC 3493
 * section 3.7): two sockets could not have the same port there. What cannot be sent is lost, as
 * datagrams are; a socket that an error has closed is opened again.
 */
public final class VertxUdpPort implements UdpPort {
    /** Datagrams handed to the event loop and not yet to the system; more are lost. */
    static final int MAX_UNSENT = 512;
    /** Failures in a row that say more than that one address cannot be reached. */
    static final int TROUBLE_AFTER = 16;

    private static final Logger log = LoggerFactory.getLogger(VertxUdpPort.class);
    private static final String BOTH_FAMILIES = "::";
    private static final String ANY_IPV4 = "0.0.0.0";
    private static final long REOPEN_MS = 5_000;
    /** Bursts of a busy node wait here while the event loop does other work. */
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    private final Vertx vertx;
    private final String host;
    private DatagramSocket socket;
    private int port;
    private Receiver receiver = (from, datagram) -> {};
    private int unsent;
    private int failuresInARow;
    private String lastFailure = "";
    private boolean reopening;
    private boolean closed;

    private VertxUdpPort(Vertx vertx, String host, DatagramSocket socket) {
        this.vertx = vertx;
        this.host = host;
        this.socket = socket;
        this.port = socket.localAddress().port();
        take(socket);
    }

    /**
     * Opens a port.
     *
     * @param host an address, or {@code ::} for all of both families; on a machine without IPv6
     *     that is all of IPv4
     * @param port 0 lets the system choose
     * @return fails when the port is taken or may not be used
     */
    public static Future<VertxUdpPort> open(Vertx vertx, String host, int port) {
        Future<VertxUdpPort> opened =
                bind(vertx, host, port).map(socket -> new VertxUdpPort(vertx, host, socket));
        return host.equals(BOTH_FAMILIES)
                ? opened.recover(noIpv6 -> bind(vertx, ANY_IPV4, port)
                        .map(socket -> new VertxUdpPort(vertx, ANY_IPV4, socket)))
                : opened;
    }

    private static Future<DatagramSocket> bind(Vertx vertx, String host, int port) {
        DatagramSocket socket;
        try {
            socket = vertx.createDatagramSocket(new DatagramSocketOptions()
                    .setIpV6(host.indexOf(':') >= 0)
                    .setReceiveBufferSize(RECEIVE_BUFFER_BYTES));
        } catch (RuntimeException noSuchFamily) {
            return Future.failedFuture(noSuchFamily);
        }
        return socket.listen(port, host)
                .recover(refused -> socket.close().transform(done -> Future.failedFuture(refused)));
    }

    private void take(DatagramSocket opened) {
        opened.exceptionHandler(e -> log.debug("datagram socket: {}", e.getMessage()))
                .handler(this::received);
    }

    private void received(DatagramPacket packet) {
        Optional<Endpoint> from =
                endpoint(packet.sender().hostAddress(), packet.sender().port());
        if (from.isEmpty() || closed) {
            return;
        }
        try {
            receiver.receive(from.get(), packet.data().getBytes());
        } catch (RuntimeException e) {
            log.error("a datagram of {} was not understood", from.get(), e);
        }
    }

    /**
     * The source of a datagram: an IPv4 address also where the socket shows it as one of IPv6.
     * Nothing for link-local IPv6, which means nothing without its interface.
     */
    static Optional<Endpoint> endpoint(String address, int port) {
        try {
            // Java makes an IPv4 address of ::ffff:192.0.2.7 by itself.
            InetAddress ip = InetAddress.getByName(address);
            return ip.isLinkLocalAddress() && ip.getAddress().length > Integer.BYTES
                    ? Optional.empty()
                    : Optional.of(Endpoint.of(new InetSocketAddress(ip, port)));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    @Override
    public void send(Endpoint to, byte[] datagram) {
        if (closed || unsent >= MAX_UNSENT || (to.isV6() ? !ipv6() : !ipv4())) {
            return;
        }
        unsent++;
        String address = to.toSocketAddress().getAddress().getHostAddress();
        socket.send(Buffer.buffer(datagram), to.port(), address).onComplete(sent -> {
            unsent--;
            if (sent.succeeded()) {
                failuresInARow = 0;
            } else {
                failed(to, sent.cause());
            }
        });
    }

    private void failed(Endpoint to, Throwable cause) {
        failuresInARow++;
        lastFailure = reason(cause);
        log.debug("cannot send to {}: {}", to, lastFailure);
        if (failuresInARow == TROUBLE_AFTER) {
            log.warn("nothing can be sent from UDP port {}: {}", port, lastFailure);
        }
        if (cause instanceof ClosedChannelException && !closed && !reopening) {
            reopening = true;
            vertx.setTimer(REOPEN_MS, due -> reopen());
        }
    }

    /** The system's words, without the library's. */
    static String reason(Throwable cause) {
        return Optional.ofNullable(cause.getMessage())
                .orElse(cause.toString())
                .replaceFirst("^.*error\\(-?[0-9]+\\): ", "");
    }

    private void reopen() {
        reopening = false;
        if (closed) {
            return;
        }
        reopening = true;
        bind(vertx, host, port).onComplete(opened -> {
            reopening = false;
            if (opened.succeeded() && closed) {
                opened.result().close();
            } else if (opened.succeeded()) {
                socket = opened.result();
                take(socket);
                log.info("UDP port {} is open again", port);
            }
        });
    }

    @Override
    public void onReceive(Receiver newReceiver) {
        receiver = newReceiver;
    }

    /** The port's number. */
    public int port() {
        return port;
    }

    /** Whether IPv4 addresses can be reached from here. */
    public boolean ipv4() {
        return host.equals(BOTH_FAMILIES) || !ipv6();
    }

    /** Whether IPv6 addresses can be reached from here. */
    public boolean ipv6() {
        return host.indexOf(':') >= 0;
    }

    /** Why nothing has been sent lately, if nothing could be. */
    public Optional<String> trouble() {
        return failuresInARow >= TROUBLE_AFTER ? Optional.of(lastFailure) : Optional.empty();
    }

    /** Gives the port back. */
    public Future<Void> close() {
        closed = true;
        return socket.close();
    }
}
