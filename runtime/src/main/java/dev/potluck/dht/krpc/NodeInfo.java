package dev.potluck.dht.krpc;

import dev.potluck.net.Endpoint;

/**
 * What the network says of a node: its id and where to reach it.
 *
 * @param id its id
 * @param endpoint its UDP endpoint
 */
public record NodeInfo(NodeId id, Endpoint endpoint) {}
