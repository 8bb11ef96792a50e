package dev.potluck.lan;

import dev.potluck.net.Endpoint;

import java.util.List;

/**
 * A node of the same network.
 *
 * @param nodeId 40 hexadecimal digits, as it says itself
 * @param endpoints where its peer server and its DHT are; at least one
 */
public record LanPeer(String nodeId, List<Endpoint> endpoints) {}
