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
        public Handle find(SwarmFile file, Found found) {
            found.ended();
            return Handle.NONE;
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

        /**
         * A neighbour is fetching it, and it is not for us to ask the mirror.
         *
         * @param isHearsay whether others are to blame as well if what it sends is wrong
         */
        void fetching(Peer neighbour, boolean isHearsay);

        /** How far we are ourselves, now. */
        Have.Holding own();

        /** Nobody else is found for now; once, and once more for each {@link Handle#again}. */
        void ended();
    }

    /** A search under way. */
    interface Handle {
        /** Of a search that is over. */
        Handle NONE = () -> {};

        void cancel();

        /** The neighbour whose fetch was followed is lost: asks at once who is fetching now. */
        default void again() {}
    }

    /** Looks for peers of a file. */
    Handle find(SwarmFile file, Found found);
}
