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
    public Handle find(SwarmFile file, long sinceMs, Found found) {
        int[] running = {searches.size()};
        Found one = new Found() {
            @Override
            public void peer(Peer peer) {
                found.peer(peer);
            }

            @Override
            public void pieces(PieceHashes list) {
                found.pieces(list);
            }

            @Override
            public void fetching(Peer neighbour) {
                found.fetching(neighbour);
            }

            @Override
            public void ended() {
                running[0]--;
                if (running[0] == 0) {
                    found.ended();
                }
            }
        };
        List<Handle> handles = new ArrayList<>();
        searches.forEach(search -> handles.add(search.find(file, sinceMs, one)));
        return () -> handles.forEach(Handle::cancel);
    }
}
