package dev.potluck.swarm;

import dev.potluck.net.Timers;
import dev.potluck.net.Traffic;

/** What all downloads of a node share. */
public record SwarmTools(
        Timers timers,
        Bans bans,
        PeerScores scores,
        PieceBudget budget,
        HoldBack holdBack,
        Traffic traffic) {
    /** Those of a new node. */
    public static SwarmTools of(Timers timers, Traffic traffic) {
        return new SwarmTools(
                timers,
                new Bans(timers),
                new PeerScores(timers),
                new PieceBudget(PieceBudget.DEFAULT_PIECES),
                new HoldBack(),
                traffic);
    }
}
