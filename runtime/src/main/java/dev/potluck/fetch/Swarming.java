package dev.potluck.fetch;

import dev.potluck.swarm.PeerClient;
import dev.potluck.swarm.PeerSearch;
import dev.potluck.swarm.SwarmTools;

import java.util.function.Predicate;

/**
 * What peers are found and asked with.
 *
 * @param isPublic by an archive's id, whether strangers may know what it has
 * @param search {@link PeerSearch#NONE} where there are to be no peers
 */
public record Swarming(
        SwarmTools tools, PeerClient client, PeerSearch search, Predicate<String> isPublic) {}
