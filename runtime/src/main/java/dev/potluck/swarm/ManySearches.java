package dev.potluck.swarm;

import java.util.ArrayList;
import java.util.List;

/** Several ways to find peers, asked at once. */
final class ManySearches implements PeerSearch {
    private final List<PeerSearch> searches;

    ManySearches(List<PeerSearch> searches) {
        this.searches = List.copyOf(searches);
    }

    @Override
    public boolean isNear() {
        return searches.stream().anyMatch(PeerSearch::isNear);
    }

    @Override
    public Handle find(SwarmFile file, Found found) {
        int[] running = {searches.size()};
        List<Handle> handles = new ArrayList<>();
        searches.forEach(search -> handles.add(search.find(file, new One(found, running))));
        return new Handle() {
            @Override
            public void cancel() {
                handles.forEach(Handle::cancel);
            }

            @Override
            public void again() {
                handles.forEach(Handle::again);
            }
        };
    }

    /** Hears of one search; the end of all is that of the last. */
    private static final class One extends ForwardingFound {
        private final int[] running;
        private boolean hasEnded;

        One(Found found, int[] running) {
            super(found);
            this.running = running;
        }

        @Override
        public void ended() {
            running[0] -= hasEnded ? 0 : 1;
            hasEnded = true;
            if (running[0] == 0) {
                super.ended();
            }
        }
    }
}
