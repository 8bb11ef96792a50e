package dev.potluck.index;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which snapshot of each root index a client was last given: while it fetches the rest of that
 * state, it goes on seeing it, whatever was adopted meanwhile.
 *
 * <p>One per connection; what a connection has not seen, its address may have. Used on one thread.
 */
public final class ClientView {
    private static final int MAX_ROOTS = 64;

    private final Optional<ClientView> sameAddress;
    private final Map<RootPlace, Snapshot> given = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RootPlace, Snapshot> eldest) {
            return size() > MAX_ROOTS;
        }
    };

    private ClientView(Optional<ClientView> sameAddress) {
        this.sameAddress = sameAddress;
    }

    /** The view of all connections from one address. */
    public static ClientView ofAddress() {
        return new ClientView(Optional.empty());
    }

    /** The view of one of this address's connections. */
    public ClientView ofConnection() {
        return new ClientView(Optional.of(this));
    }

    /** Notes that the client was given the root index of that snapshot. */
    public void give(Snapshot snapshot) {
        given.put(snapshot.place(), snapshot);
        sameAddress.ifPresent(address -> address.give(snapshot));
    }

    Optional<Snapshot> lastGiven(RootPlace place) {
        Snapshot snapshot = given.get(place);
        return snapshot != null
                ? Optional.of(snapshot)
                : sameAddress.flatMap(address -> address.lastGiven(place));
    }
}
