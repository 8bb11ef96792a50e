package dev.potluck.dht;

import dev.potluck.net.Endpoint;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Our own public address, as those who answer us see it (BEP 42): what most of the last few say,
 * one vote for each /24, so that one liar or one network of liars does not move us.
 */
final class AddressVotes {
    /** Votes held. */
    static final int MAX_VOTES = 16;

    private record Vote(long site, Endpoint seen) {}

    private final Deque<Vote> votes = new ArrayDeque<>(MAX_VOTES);

    /**
     * Counts a vote.
     *
     * @param voter who answered
     * @param seen our address as it sees it
     * @param quorum votes that have to agree
     * @return the address that most agree on, if it is public and so many do
     */
    Optional<Endpoint> vote(Endpoint voter, Endpoint seen, int quorum) {
        long site = voter.siteKey();
        votes.removeIf(vote -> vote.site() == site);
        if (votes.size() == MAX_VOTES) {
            votes.removeFirst();
        }
        votes.addLast(new Vote(site, seen));
        long agreeing =
                votes.stream().filter(vote -> vote.seen().sameAddress(seen)).count();
        boolean elected = agreeing >= quorum && agreeing * 2 > votes.size() && seen.isPublic();
        return elected ? Optional.of(seen) : Optional.empty();
    }
}
