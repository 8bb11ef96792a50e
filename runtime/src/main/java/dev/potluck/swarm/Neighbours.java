package dev.potluck.swarm;

import dev.potluck.api.ContentHash;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Timers;

import io.vertx.core.Future;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Asks the peers on the same network for all files that are wanted just now, in one request to
 * each.
 *
 * <p>Of a large file they are asked again and again while it comes from the mirror: neighbours that
 * began at once may each have missed the other.
 */
public final class Neighbours implements PeerSearch {
    /** Files that are asked for within this time go into one question. */
    static final long GATHER_MS = 2;

    /** Neighbours that are asked. */
    static final int MAX_NEIGHBOURS = 64;

    /** Files of this size are worth further questions. */
    static final long LARGE_BYTES = 8 << 20;

    /** From the first question to the second; then four times as long each time, up to a limit. */
    static final long ASK_AGAIN_MS = 40;

    static final long MAX_ASK_AGAIN_MS = 4_000;
    private static final int ASK_AGAIN_FACTOR = 4;

    /** Who has not answered by then is not waited for; a later answer still counts. */
    static final long ANSWER_MS = SwarmDownload.SILENCE_MS;

    /** Puts a question to a neighbour. */
    interface Asking {
        /** Which of some files it has; at most {@link Have#MAX_HASHES}. */
        Future<Have.Answer> have(Endpoint peer, List<ContentHash> files);
    }

    private final Asking asking;
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
        this(client::have, timers, bans, known, tag);
    }

    Neighbours(Asking asking, Timers timers, Bans bans, Supplier<List<Endpoint>> known, long tag) {
        this.asking = asking;
        this.timers = timers;
        this.bans = bans;
        this.known = known;
        this.tag = tag;
    }

    /** One file that is looked for. */
    private final class Search implements Handle {
        final SwarmFile file;
        final Found found;
        final boolean isLarge;
        boolean isOver;
        boolean isFound;
        private boolean isPending;
        private boolean isAwaited = true;
        private int rounds;
        private long intervalMs = ASK_AGAIN_MS;
        private Optional<Timers.Handle> next = Optional.empty();

        Search(SwarmFile file, Found found) {
            this.file = file;
            this.found = found;
            this.isLarge = file.sizeBytes() >= LARGE_BYTES;
        }

        void enqueue(long delayMs) {
            if (!isOver && !isPending) {
                isPending = true;
                if (pending.isEmpty()) {
                    timers.schedule(delayMs, Neighbours.this::ask);
                }
                pending.add(this);
                timers.schedule(delayMs + ANSWER_MS, this::end);
            }
        }

        /** It goes into a question now. */
        Have.Holding asked() {
            isPending = false;
            rounds++;
            if (isLarge) {
                askLater();
            }
            return found.own();
        }

        private void askLater() {
            next.ifPresent(Timers.Handle::cancel);
            next = Optional.of(timers.schedule(intervalMs, this::askAgain));
            intervalMs = Math.min(intervalMs * ASK_AGAIN_FACTOR, MAX_ASK_AGAIN_MS);
        }

        private void askAgain() {
            if (isOver) {
                return;
            }
            if (found.own().state().isLeading()) {
                enqueue(GATHER_MS);
            } else { // while it comes from a neighbour, there is nothing to decide
                askLater();
            }
        }

        /** All neighbours have answered a question. */
        void answered() {
            if (rounds > 1 || isFound || !isLarge) {
                end();
            }
        }

        void end() {
            if (!isOver && isAwaited) {
                isAwaited = false;
                found.ended();
            }
        }

        @Override
        public void cancel() {
            isOver = true;
            next.ifPresent(Timers.Handle::cancel);
        }

        @Override
        public void again() {
            isAwaited = true;
            intervalMs = ASK_AGAIN_MS;
            enqueue(0);
        }
    }

    @Override
    public boolean isNear() {
        return !known.get().isEmpty();
    }

    @Override
    public Handle find(SwarmFile file, Found found) {
        Search search = new Search(file, found);
        if (known.get().isEmpty()) {
            search.end();
            return Handle.NONE;
        }
        search.enqueue(GATHER_MS);
        return search;
    }

    private void ask() {
        List<Search> all = pending.stream().filter(search -> !search.isOver).toList();
        pending = new ArrayList<>();
        for (int from = 0; from < all.size(); from += Have.MAX_HASHES) {
            ask(all.subList(from, Math.min(all.size(), from + Have.MAX_HASHES)));
        }
    }

    private void ask(List<Search> searches) {
        List<ContentHash> files =
                searches.stream().map(search -> search.file.sha256()).toList();
        List<Have.Holding> own = searches.stream().map(Search::asked).toList();
        Set<Endpoint> waiting = new LinkedHashSet<>();
        known.get().stream()
                .filter(peer -> !bans.isBanned(peer))
                .limit(MAX_NEIGHBOURS)
                .forEach(waiting::add);
        if (waiting.isEmpty()) {
            searches.forEach(Search::end);
        }
        for (Endpoint peer : List.copyOf(waiting)) {
            asking.have(peer, files).onComplete(answer -> {
                if (answer.succeeded()) {
                    for (int i = 0; i < searches.size(); i++) {
                        Have.Holding theirs = answer.result().holdings().get(i);
                        tell(searches.get(i), peer, theirs, isAhead(answer.result(), i, own));
                    }
                }
                waiting.remove(peer);
                if (waiting.isEmpty()) {
                    searches.forEach(Search::answered);
                }
            });
        }
    }

    private boolean isAhead(Have.Answer answer, int index, List<Have.Holding> own) {
        return Have.isAhead(answer, answer.holdings().get(index), tag, own.get(index));
    }

    private static void tell(Search search, Endpoint at, Have.Holding theirs, boolean isAhead) {
        Peer neighbour = new Peer(at, Peer.Origin.LAN);
        if (search.isOver) {
            return;
        }
        if (theirs.state() == Have.State.COMPLETE) {
            search.isFound = true;
            search.found.peer(neighbour);
        } else if (isAhead) {
            search.isFound = true;
            search.found.fetching(neighbour, theirs.isHearsay());
        }
    }
}
