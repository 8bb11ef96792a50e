package dev.potluck.swarm;

import java.util.List;

/** Finds those who have a file: neighbours, the DHT, or both. */
public interface PeerSearch {
    /** Finds nobody. */
    PeerSearch NONE = new PeerSearch() {
        @Override
        public boolean isNear() {
            return false;
        }

        @Override
        public Handle find(SwarmFile file, long sinceMs, Found found) {
            found.ended();
            return () -> {};
        }
    };

    /** Asks all of them at once. */
    static PeerSearch of(List<PeerSearch> searches) {
        return new ManySearches(searches);
    }

    /** Whether neighbours will be asked, who answer within milliseconds. */
    boolean isNear();

    /** Hears of peers, on the context that asked; may be called before {@link #find} returns. */
    interface Found {
        /** Somebody is said to have the whole file. */
        void peer(Peer peer);

        /** Announcers say that these are its pieces; nobody answers for that. */
        default void pieces(PieceHashes list) {}

        /** A neighbour is fetching it, and it is not for us to ask the mirror. */
        void fetching(Peer neighbour);

        /** Nobody else is found; at most once. */
        void ended();
    }

    /** A search under way. */
    interface Handle {
        void cancel();
    }

    /**
     * Looks for peers of a file.
     *
     * @param sinceMs when our own fetch began, on the node's clock
     */
    Handle find(SwarmFile file, long sinceMs, Found found);
}
