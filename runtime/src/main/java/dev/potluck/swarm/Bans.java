package dev.potluck.swarm;

import dev.potluck.net.Endpoint;
import dev.potluck.net.Timers;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Who sent what he should not. By address, whatever the port; on addresses that are not public,
 * where many nodes of one machine are normal, by address and port.
 */
public final class Bans {
    /** How long a liar is not asked for anything. */
    public static final long BAN_MS = TimeUnit.DAYS.toMillis(1);

    /** Most liars remembered; the one banned first is forgotten first. */
    static final int MAX_BANS = 10_000;

    private final Timers timers;
    /** Holder to the end of the ban; in the order of the bans, which is that of their ends. */
    private final Map<Long, Long> untilMs = new LinkedHashMap<>();

    public Bans(Timers timers) {
        this.timers = timers;
    }

    public void ban(Endpoint liar) {
        untilMs.remove(liar.holderKey());
        untilMs.put(liar.holderKey(), timers.nowMs() + BAN_MS);
        if (untilMs.size() > MAX_BANS) {
            Iterator<Long> first = untilMs.keySet().iterator();
            first.next();
            first.remove();
        }
    }

    public boolean isBanned(Endpoint peer) {
        Long until = untilMs.get(peer.holderKey());
        return until != null && timers.nowMs() < until;
    }

    /** How many are banned now. */
    public int count() {
        untilMs.values().removeIf(until -> until <= timers.nowMs());
        return untilMs.size();
    }
}
