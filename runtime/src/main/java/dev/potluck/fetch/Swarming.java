package dev.potluck.fetch;

import dev.potluck.swarm.PeerClient;
import dev.potluck.swarm.PeerSearch;
import dev.potluck.swarm.SwarmTools;

/**
 * What peers are found and asked with.
 *
 * @param search {@link PeerSearch#NONE} where there are to be no peers
 */
public record Swarming(SwarmTools tools, PeerClient client, PeerSearch search) {}
