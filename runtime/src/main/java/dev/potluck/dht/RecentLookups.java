package dev.potluck.dht;

import dev.potluck.dht.krpc.NodeId;
import dev.potluck.net.Timers;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The nearest nodes of keys looked up lately, with their tokens: a file is announced soon after it
 * was looked up, and then needs no second lookup.
 */
final class RecentLookups {
    /** Keys held. */
    static final int MAX_KEYS = 256;
    /** Tokens are good for 5 minutes at least. */
    static final long GOOD_FOR_MS = 4 * 60_000L;

    private record Place(boolean ipv6, NodeId key) {}

    private record Found(LookupResult result, long atMs) {}

    private final Timers timers;
    private final Map<Place, Found> found = new LinkedHashMap<>(2);

    RecentLookups(Timers timers) {
        this.timers = timers;
    }

    void put(Family family, NodeId key, LookupResult result) {
        Place place = new Place(family.ipv6, key);
        found.remove(place);
        found.put(place, new Found(result, timers.nowMs()));
        Iterator<Found> eldest = found.values().iterator();
        while (eldest.hasNext()) {
            boolean tooOld = eldest.next().atMs() < timers.nowMs() - GOOD_FOR_MS;
            if (!tooOld && found.size() <= MAX_KEYS) {
                return;
            }
            eldest.remove();
        }
    }

    /** The nearest nodes of {@code key}, if it was looked up lately. */
    List<LookupResult.Node> take(Family family, NodeId key) {
        Found taken = found.remove(new Place(family.ipv6, key));
        if (taken == null || taken.atMs() < timers.nowMs() - GOOD_FOR_MS) {
            return List.of();
        }
        return taken.result().closest();
    }
}
