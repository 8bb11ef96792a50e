package dev.potluck.swarm;

/**
 * How a download ended: the sink has all bytes.
 *
 * @param fromPeersBytes those of them that peers sent
 * @param wastedBytes what peers sent beside
 */
public record SwarmResult(long fromPeersBytes, long wastedBytes) {}
