package dev.potluck.dht.sim;

import dev.potluck.dht.LookupSummary;
import dev.potluck.dht.PeerListener;
import dev.potluck.dht.krpc.PieceHint;
import dev.potluck.net.Endpoint;

import java.util.List;
import java.util.Optional;

/** What one lookup came to, as its caller sees it. */
final class LookupSample implements PeerListener {
    private final SimClock clock;
    private final Endpoint expected;
    private final long startedMs;
    /** When the right peer came, in ms after the start; -1: never. */
    long foundMs = -1;

    Optional<LookupSummary> summary = Optional.empty();

    LookupSample(SimClock clock, Endpoint expected) {
        this.clock = clock;
        this.expected = expected;
        this.startedMs = clock.nowMs();
    }

    @Override
    public void onPeers(List<Endpoint> peers, PieceHint hint) {
        if (foundMs < 0 && peers.contains(expected)) {
            foundMs = clock.nowMs() - startedMs;
        }
    }

    @Override
    public void onEnd(LookupSummary end) {
        summary = Optional.of(end);
    }
}
