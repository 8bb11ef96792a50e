package dev.potluck.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Facts of the machine that runs the tests. */
public final class Machine {
    private Machine() {}

    /** Debian's name of the processor, such as {@code amd64}. */
    public static String architecture() {
        return Architecture.NAME;
    }

    /** A loopback port that was free a moment ago. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
