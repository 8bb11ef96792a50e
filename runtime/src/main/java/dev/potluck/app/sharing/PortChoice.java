package dev.potluck.app.sharing;

import dev.potluck.app.settings.HostPort;
import dev.potluck.app.settings.Settings;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Chooses the peer port where the settings leave it to the system: one number that is free for TCP
 * and for UDP, since others are told of one only.
 */
public final class PortChoice {
    /** Numbers tried; each is free for TCP, and hardly ever taken for UDP. */
    static final int MAX_TRIES = 16;

    private static final Logger log = LoggerFactory.getLogger(PortChoice.class);

    /** Tries a number. */
    interface Attempt {
        /** A number that is free for both; fails when the one that was tried is not. */
        int freeOn(String host) throws IOException;
    }

    private PortChoice() {}

    /** The same place in the network, with a peer port that has a number. */
    public static Settings.Sharing settled(Settings.Sharing sharing) {
        return new Settings.Sharing(
                settle(sharing.peerListen()),
                sharing.dht(),
                sharing.bootstrap(),
                sharing.rendezvous(),
                sharing.lan());
    }

    /**
     * The place with a number, if it had none; unchanged when none was found, so that whoever opens
     * the port says why that cannot be. Between the choice and the opening another program may take
     * it: then it is like any port that is taken.
     */
    static HostPort settle(HostPort at) {
        return settle(at, PortChoice::tryOne);
    }

    static HostPort settle(HostPort at, Attempt attempt) {
        if (at.port() != 0) {
            return at;
        }
        for (int i = 0; i < MAX_TRIES; i++) {
            try {
                return new HostPort(at.host(), attempt.freeOn(at.host()));
            } catch (IOException taken) {
                log.debug("{}: {}", at, taken.getMessage()); // another number may be free
            }
        }
        return at;
    }

    private static int tryOne(String host) throws IOException {
        try (ServerSocket tcp = new ServerSocket()) {
            tcp.bind(new InetSocketAddress(host, 0));
            int port = tcp.getLocalPort();
            new DatagramSocket(new InetSocketAddress(host, port)).close();
            return port;
        }
    }
}
