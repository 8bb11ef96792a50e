package dev.potluck.swarm;

import dev.potluck.api.ContentHash;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Timers;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Asks the peers on the same network for all files that are wanted just now, in one request to
 * each.
 */
public final class Neighbours implements PeerSearch {
    /** Files that are asked for within this time go into one question. */
    static final long GATHER_MS = 2;

    /** Neighbours that are asked. */
    static final int MAX_NEIGHBOURS = 64;

    /** Large files are worth a second question, to those who began when we did. */
    static final long LARGE_BYTES = 8 << 20;

    static final long ASK_AGAIN_MS = 40;

    /** Who has not answered by then is not waited for; a later answer still counts. */
    static final long ANSWER_MS = SwarmDownload.SILENCE_MS;

    private final PeerClient client;
    private final Timers timers;
    private final Bans bans;
    private final Supplier<List<Endpoint>> known;
    private final long tag;
    private List<Search> pending = new ArrayList<>();

    /**
     * @param known the neighbours, as they are found
     * @param tag this node's; see {@link Have}
     */
    public Neighbours(
            PeerClient client, Timers timers, Bans bans, Supplier<List<Endpoint>> known, long tag) {
        this.client = client;
        this.timers = timers;
        this.bans = bans;
        this.known = known;
        this.tag = tag;
    }

    private static final class Search {
        final SwarmFile file;
        final long sinceMs;
        final Found found;
        boolean isOver;
        boolean hasEnded;
        boolean isFound;
        boolean mayAskAgain;

        Search(SwarmFile file, long sinceMs, Found found) {
            this.file = file;
            this.sinceMs = sinceMs;
            this.found = found;
            this.mayAskAgain = file.sizeBytes() >= LARGE_BYTES;
        }

        void end() {
            if (!isOver && !hasEnded) {
                hasEnded = true;
                found.ended();
            }
        }
    }

    @Override
    public boolean isNear() {
        return !known.get().isEmpty();
    }

    @Override
    public Handle find(SwarmFile file, long sinceMs, Found found) {
        Search search = new Search(file, sinceMs, found);
        if (known.get().isEmpty()) {
            search.end();
            return () -> {};
        }
        enqueue(search, GATHER_MS);
        timers.schedule(ANSWER_MS, search::end);
        return () -> search.isOver = true;
    }

    private void enqueue(Search search, long delayMs) {
        if (pending.isEmpty()) {
            timers.schedule(delayMs, this::ask);
        }
        pending.add(search);
    }

    /** All neighbours have answered. */
    private void answered(Search search) {
        if (search.mayAskAgain && !search.isFound && !search.isOver) {
            search.mayAskAgain = false;
            timers.schedule(ASK_AGAIN_MS, () -> enqueue(search, GATHER_MS));
        } else {
            search.end();
        }
    }

    private void ask() {
        List<Search> all = pending;
        pending = new ArrayList<>();
        for (int from = 0; from < all.size(); from += Have.MAX_HASHES) {
            ask(all.subList(from, Math.min(all.size(), from + Have.MAX_HASHES)));
        }
    }

    private void ask(List<Search> searches) {
        List<ContentHash> files =
                searches.stream().map(search -> search.file.sha256()).toList();
        Set<Endpoint> waiting = new LinkedHashSet<>();
        known.get().stream()
                .filter(peer -> !bans.isBanned(peer))
                .limit(MAX_NEIGHBOURS)
                .forEach(waiting::add);
        if (waiting.isEmpty()) {
            searches.forEach(Search::end);
        }
        long askedMs = timers.nowMs();
        for (Endpoint peer : List.copyOf(waiting)) {
            client.have(peer, files).onComplete(answer -> {
                if (answer.succeeded()) {
                    long tripMs = timers.nowMs() - askedMs;
                    tell(searches, peer, answer.result(), tripMs);
                }
                waiting.remove(peer);
                if (waiting.isEmpty()) {
                    searches.forEach(this::answered);
                }
            });
        }
    }

    private void tell(List<Search> searches, Endpoint peer, Have.Answer answer, long tripMs) {
        for (int i = 0; i < searches.size(); i++) {
            Search search = searches.get(i);
            Have.Holding holding = answer.holdings().get(i);
            Peer neighbour = new Peer(peer, Peer.Origin.LAN);
            long ownAgeMs = timers.nowMs() - search.sinceMs;
            if (search.isOver) {
                continue;
            }
            if (holding.state() == Have.State.COMPLETE) {
                search.isFound = true;
                search.found.peer(neighbour);
            } else if (Have.isAhead(answer, holding, tag, ownAgeMs, tripMs)) {
                search.isFound = true;
                search.found.fetching(neighbour);
            }
        }
    }
}
