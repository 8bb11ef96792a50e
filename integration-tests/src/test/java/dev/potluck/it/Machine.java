package dev.potluck.it;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Facts of the machine that runs the tests. */
public final class Machine {
    private static final int FIRST_PORT = 16_384;

    /** Up to where Linux begins with the ports that it hands out. */
    private static final int PORTS = 16_384;

    /** Two runs at once begin at different places. */
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 97 % PORTS));

    private Machine() {}

    /** Debian's name of the processor, such as {@code amd64}. */
    public static String architecture() {
        return Architecture.NAME;
    }

    /**
     * A loopback port that was free a moment ago, and that nobody gets who asks for any port: the
     * kernel hands out those above, to every connection of every test that runs meanwhile.
     */
    static int freePort() {
        for (int i = 0; i < PORTS; i++) {
            int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
            if (isFree(port)) {
                return port;
            }
        }
        throw new AssertionError("no free port from " + FIRST_PORT + " on");
    }

    private static boolean isFree(int port) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket tcp = new ServerSocket(port, 1, loopback);
                DatagramSocket udp = new DatagramSocket(port, loopback)) {
            return tcp.isBound() && udp.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static final class Architecture {
        static final String NAME = Command.of("dpkg", "--print-architecture")
                .run()
                .orFail()
                .output()
                .strip();
    }
}
