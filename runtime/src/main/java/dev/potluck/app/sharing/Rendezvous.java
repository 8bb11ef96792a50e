package dev.potluck.app.sharing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.app.settings.Settings;
import dev.potluck.dht.Dht;
import dev.potluck.dht.DhtSettings;
import dev.potluck.dht.DhtStats;
import dev.potluck.dht.LookupSummary;
import dev.potluck.dht.MalformedStateException;
import dev.potluck.dht.PeerListener;
import dev.potluck.dht.Reachability;
import dev.potluck.dht.krpc.AnnouncedKey;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.PieceHint;
import dev.potluck.hash.ContentHasher;
import dev.potluck.net.Endpoint;

import io.vertx.core.Vertx;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Meets nodes of this network where nothing else leads to them: under a key of another BEP 5
 * network, such as BitTorrent's. Now and then this node is a guest there for some seconds, on a
 * port of its own, asks who else came to that key, and leaves its own address there.
 *
 * <p>Foreign nodes never enter the tables of this network: who is found here is asked, and counts
 * only if it answers as one of ours. A guest is read-only there (BEP 43).
 *
 * <p>Lives on the node's context.
 */
final class Rendezvous {
    private static final Logger log = LoggerFactory.getLogger(Rendezvous.class);

    /** So many nodes of a network leave their address, about: the rest only look. */
    static final int ANNOUNCERS = 32;
    /** The nodes of the other network forget an address after 30 minutes, as most of them do. */
    static final long ROUND_MS = 25 * 60_000L;

    private static final long FIRST_VISIT_MS = 3_000;
    private static final long RETRY_MS = 30_000;
    private static final long TICK_MS = 250;
    /** What the walk to our own id takes, before the key is looked for. */
    private static final long SETTLE_MS = 2_000;

    private static final long ANNOUNCE_MS = 8_000;
    private static final long MAX_VISIT_MS = 60_000;
    private static final int BYTES_PER_SECOND = 4_000;

    private final Vertx vertx;
    private final String host;
    private final NodeId key;
    private final SeedNames names;
    private final Supplier<Optional<Dht>> home;
    private final SecureRandom random = new SecureRandom();
    private Optional<byte[]> lastVisit = Optional.empty();
    private Optional<Visit> visit = Optional.empty();
    private long retryMs = RETRY_MS;
    private boolean started;
    private boolean stopped;

    /**
     * A rendezvous that nobody comes to until {@link #start}.
     *
     * @param host the address whose networks are used
     * @param names nodes of the other network
     * @param home this network, once it runs
     */
    Rendezvous(
            Vertx vertx,
            String host,
            Settings.Rendezvous settings,
            SeedNames names,
            Supplier<Optional<Dht>> home) {
        this.vertx = vertx;
        this.host = host;
        this.key = NodeId.ofPrefix(
                ContentHasher.sha256(settings.key().getBytes(UTF_8)).digest());
        this.names = names;
        this.home = home;
    }

    /** Goes there in a moment, unless other ways lead to the network first, and then in rounds. */
    void start() {
        if (!started) {
            started = true;
            vertx.setTimer(FIRST_VISIT_MS, due -> next());
        }
    }

    void stop() {
        stopped = true;
        visit.ifPresent(Visit::end);
    }

    private void next() {
        Optional<Dht> running = home.get();
        if (stopped) {
            return;
        }
        if (running.isEmpty()) {
            again(RETRY_MS);
            return;
        }
        names.refresh(() -> VertxUdpPort.open(vertx, host, 0)
                .onSuccess(port -> begin(port, running.get()))
                .onFailure(cause -> {
                    log.debug("no rendezvous: {}", VertxUdpPort.reason(cause));
                    again(RETRY_MS);
                }));
    }

    private void begin(VertxUdpPort port, Dht dht) {
        if (stopped) {
            port.close();
            return;
        }
        Visit begun = new Visit(port, dht);
        visit = Optional.of(begun);
        begun.start();
    }

    /** While nobody is known, it is tried again soon, and then less often. */
    private void ended(boolean isAlone) {
        visit = Optional.empty();
        retryMs = isAlone ? Math.min(2 * retryMs, ROUND_MS) : RETRY_MS;
        again(isAlone ? retryMs / 2 : ROUND_MS);
    }

    private void again(long delayMs) {
        if (!stopped) {
            vertx.setTimer(delayMs, due -> next());
        }
    }

    /** Whether this node is one of those that leave their address: one that can be reached. */
    private boolean isAnnouncer(Dht dht) {
        DhtStats.Tables tables = dht.stats().tables();
        return tables.reachability() != Reachability.FIREWALLED
                && random.nextDouble() * tables.estimatedNodes() < ANNOUNCERS;
    }

    /** One stay in the other network. */
    private final class Visit implements PeerListener {
        private final VertxUdpPort port;
        private final Dht dht;
        private final Dht guest;
        private boolean isLooking;
        private boolean hasEnded;

        Visit(VertxUdpPort port, Dht dht) {
            this.port = port;
            this.dht = dht;
            DhtSettings settings = new DhtSettings(
                    port.ipv4(),
                    port.ipv6(),
                    dht.peerPort(),
                    BYTES_PER_SECOND,
                    DhtSettings.Membership.GUEST);
            this.guest = new Dht(port, new VertxTimers(vertx), random, settings);
        }

        void start() {
            guest.adoptId(NodeId.random(random));
            lastVisit.ifPresent(this::restore);
            guest.start(names::endpoints);
            vertx.setTimer(SETTLE_MS, due -> look());
            vertx.setTimer(MAX_VISIT_MS, due -> end());
        }

        private void restore(byte[] state) {
            try {
                guest.restore(state);
            } catch (MalformedStateException e) {
                throw new IllegalStateException(e); // it is our own, of this run
            }
        }

        /** As soon as the other network answers. */
        private void look() {
            if (hasEnded || isLooking) {
                return;
            }
            if (guest.nodes().isEmpty()) {
                vertx.setTimer(TICK_MS, due -> look());
            } else {
                isLooking = true;
                guest.lookup(key, this);
            }
        }

        @Override
        public void onPeers(List<Endpoint> found, PieceHint hint) {
            boolean isPrivate = names.endpoints().stream().noneMatch(Endpoint::isPublic);
            List<Endpoint> allowed = found.stream()
                    .filter(endpoint -> endpoint.isPublic() || isPrivate)
                    .toList();
            log.debug("the rendezvous names {}", allowed);
            dht.offer(allowed);
        }

        @Override
        public void onEnd(LookupSummary summary) {
            if (!hasEnded && isAnnouncer(dht)) {
                guest.announceSoon(AnnouncedKey.of(key));
                vertx.setTimer(ANNOUNCE_MS, due -> end());
            } else {
                end();
            }
        }

        void end() {
            if (!hasEnded) {
                hasEnded = true;
                lastVisit = Optional.of(guest.save());
                guest.stop();
                port.close();
                ended(dht.nodes().isEmpty());
            }
        }
    }
}
