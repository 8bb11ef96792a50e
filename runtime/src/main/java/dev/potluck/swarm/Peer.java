package dev.potluck.swarm;

import dev.potluck.net.Endpoint;

/**
 * Somebody who is said to have a file.
 *
 * @param address where his peer server listens
 * @param origin who says so
 */
public record Peer(Endpoint address, Origin origin) {
    /** How a peer came to be known. */
    public enum Origin {
        /** He announced himself on this network, or the settings name him. */
        LAN,
        /** A stranger named him. */
        WIDE
    }

    boolean isLan() {
        return origin == Origin.LAN;
    }
}
