package dev.potluck.app.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.app.settings.HostPort;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

final class PortChoiceTest {
    private static final HostPort ANY = new HostPort("127.0.0.1", 0);

    private final AtomicInteger tries = new AtomicInteger();

    @Test
    void settle_anyPort_isOneNumberFreeForTcpAndUdp() throws IOException {
        HostPort settled = PortChoice.settle(ANY);
        assertThat(settled.port()).isPositive();
        InetSocketAddress place = new InetSocketAddress(settled.host(), settled.port());
        try (ServerSocket tcp = new ServerSocket();
                DatagramSocket udp = new DatagramSocket(place)) {
            tcp.bind(place);
            assertThat(udp.getLocalPort()).isEqualTo(tcp.getLocalPort());
        }
    }

    @Test
    void settle_givenPort_isKept() {
        HostPort given = new HostPort("127.0.0.1", 9_978);
        assertThat(PortChoice.settle(given, host -> 1)).isEqualTo(given);
    }

    @Test
    void settle_takenForUdp_triesAnother() {
        HostPort settled = PortChoice.settle(ANY, host -> {
            if (tries.incrementAndGet() < 3) {
                throw new IOException("taken");
            }
            return 7_000;
        });
        assertThat(settled).isEqualTo(new HostPort("127.0.0.1", 7_000));
    }

    @Test
    void settle_nothingFree_endsUnchanged() {
        HostPort settled = PortChoice.settle(ANY, host -> {
            tries.incrementAndGet();
            throw new IOException("taken");
        });
        assertThat(settled).isEqualTo(ANY);
        assertThat(tries).hasValue(PortChoice.MAX_TRIES);
    }
}
