package dev.potluck.app.sharing;

import dev.potluck.app.admin.NodeStatus.DhtStatus;
import dev.potluck.app.settings.HostPort;
import dev.potluck.app.settings.Settings;
import dev.potluck.bencode.ByteString;
import dev.potluck.dht.Dht;
import dev.potluck.dht.LookupHandle;
import dev.potluck.dht.PeerListener;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.fetch.Worker;
import dev.potluck.lan.LanPeer;
import dev.potluck.net.Endpoint;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The node's part in the network: joins the DHT, announces what may be shared, finds the nodes of
 * the same network, and remembers the good ones for the next start.
 *
 * <p>Lives on the node's context.
 */
public final class Sharing {
    private static final Logger log = LoggerFactory.getLogger(Sharing.class);

    private static final long SAVE_MS = 10 * 60_000L;
    private static final long NAMES_MS = 10 * 60_000L;
    /** While nobody is known, names are looked up so often. */
    private static final long NAMES_WHEN_ALONE_MS = 60_000;

    private static final long REFRESH_FILES_MS = 5_000;
    /** Another program may have changed the cache meanwhile. */
    private static final long REVIEW_FILES_MS = 30 * 60_000L;

    private static final long STOP_MS = 3_000;

    /**
     * Who the node is.
     *
     * @param nodeId 40 hexadecimal digits
     * @param state what the last run kept
     * @param keep writes what the next run will want; blocking
     */
    public record Identity(String nodeId, Optional<byte[]> state, Keeper keep) {}

    /** Writes what the DHT wants kept. */
    public interface Keeper {
        void keep(byte[] state) throws Exception;
    }

    /**
     * What others can have of us.
     *
     * @param objects the files that may be shared
     * @param lists their piece hashes
     * @param served whether the peer server runs: nothing is announced that nobody can fetch
     */
    public record Offer(PublicObjects objects, OfferedLists lists, BooleanSupplier served) {}

    /**
     * Threads for what blocks.
     *
     * @param disk reads and writes files
     * @param names looks names up, and speaks multicast DNS
     */
    public record Workers(Worker disk, Worker names) {}

    private final Vertx vertx;
    private final Identity identity;
    private final Offer offer;
    private final Workers workers;
    private final Announcements announcements;
    private final PiecePublisher pieces;
    private final SeedNames names;
    private final Optional<DhtNode> node;
    private final Optional<Rendezvous> rendezvous;
    private final Optional<LanNode> lan;
    private long namesAtMs = Long.MIN_VALUE;
    private long filesReviewedMs;
    private boolean refreshing;
    private boolean stopped;

    /** Sharing that does nothing until {@link #start}. */
    public Sharing(
            Vertx vertx,
            Identity identity,
            Settings.Sharing settings,
            Offer offer,
            Workers workers) {
        this.vertx = vertx;
        this.identity = identity;
        this.offer = offer;
        this.workers = workers;
        this.announcements = new Announcements(offer.objects(), offer.lists(), offer.served());
        this.pieces = new PiecePublisher(
                offer.objects(), offer.lists(), new VertxTimers(vertx), this::publish);
        this.names = namesOf(settings.bootstrap());
        DhtNode.Origin origin = new DhtNode.Origin(
                settings.peerListen(), NodeId.ofHex(identity.nodeId()), identity.state());
        this.node = settings.dht()
                ? Optional.of(new DhtNode(vertx, origin, this::seeds, this::dhtRuns))
                : Optional.empty();
        this.rendezvous = node.isPresent() && !settings.rendezvous().nodes().isEmpty()
                ? Optional.of(new Rendezvous(
                        vertx,
                        settings.peerListen().host(),
                        settings.rendezvous(),
                        namesOf(settings.rendezvous().nodes()),
                        this::dht))
                : Optional.empty();
        this.lan = settings.lan()
                ? Optional.of(new LanNode(
                        vertx, workers.names(), settings.peerListen().host(), this::found))
                : Optional.empty();
    }

    private SeedNames namesOf(List<HostPort> places) {
        return new SeedNames(places, workers.names(), InetAddress::getAllByName);
    }

    /** Joins; completes when the port was tried, whatever came of it. */
    public Future<Boolean> start() {
        Context context = vertx.getOrCreateContext();
        offer.objects().onNew(file -> context.runOnContext(now -> announceSoon(file)));
        pieces.start();
        refreshFiles();
        vertx.setPeriodic(REFRESH_FILES_MS, timer -> refreshFiles());
        vertx.setPeriodic(SAVE_MS, timer -> save());
        vertx.setPeriodic(NAMES_WHEN_ALONE_MS, timer -> refreshNames());
        return node.map(DhtNode::start).orElse(Future.succeededFuture(false));
    }

    private void dhtRuns(Dht dht) {
        dht.announce(announcements);
        refreshNames();
        rendezvous.ifPresent(Rendezvous::start);
        node.flatMap(DhtNode::port).ifPresent(this::announceOnLan);
    }

    /**
     * Makes this node known on its own networks: something answers at the port now. The DHT does so
     * by itself; without it, whoever runs a peer server does.
     */
    public void announceOnLan(int port) {
        if (!stopped) {
            lan.ifPresent(known -> known.start(identity.nodeId(), port));
        }
    }

    private List<Endpoint> seeds() {
        List<Endpoint> all = new ArrayList<>(names.endpoints());
        lanPeers().forEach(peer -> all.addAll(peer.endpoints()));
        return all;
    }

    private void refreshNames() {
        long nowMs = new VertxTimers(vertx).nowMs();
        boolean alone = dht().map(running -> running.nodes().isEmpty()).orElse(true);
        if (stopped || !alone && nowMs - namesAtMs < NAMES_MS) {
            return;
        }
        namesAtMs = nowMs;
        names.refresh(() -> dht().ifPresent(running -> {
            if (!stopped && running.nodes().isEmpty()) {
                running.offer(names.endpoints());
            }
        }));
    }

    private void found(LanPeer peer) {
        dht().ifPresent(running -> running.offer(peer.endpoints()));
    }

    private void announceSoon(PublicObjects.PublicFile file) {
        if (!stopped && announcements.isOn()) {
            pieces.prepare(
                    file,
                    () -> dht().ifPresent(
                                    running -> running.announceSoon(announcements.describe(file))));
        }
    }

    private void publish(ByteString list) {
        if (announcements.isOn()) {
            dht().ifPresent(running -> running.publishItem(list));
        }
    }

    private void refreshFiles() {
        if (refreshing || stopped) {
            return;
        }
        refreshing = true;
        long nowMs = new VertxTimers(vertx).nowMs();
        boolean review = nowMs - filesReviewedMs >= REVIEW_FILES_MS;
        filesReviewedMs = review ? nowMs : filesReviewedMs;
        Callable<Boolean> look = () -> {
            offer.objects().refresh();
            if (review) {
                offer.objects().review();
            }
            return true;
        };
        workers.disk()
                .run(look)
                .onFailure(cause ->
                        log.warn("cannot tell which files are public: {}", cause.getMessage()))
                .onComplete(done -> refreshing = false);
    }

    private Future<Boolean> save() {
        return dht().map(running -> {
                    byte[] state = running.save();
                    Callable<Boolean> write = () -> {
                        identity.keep().keep(state);
                        return true;
                    };
                    return workers.disk()
                            .run(write)
                            .onFailure(cause ->
                                    log.warn("cannot keep the nodes: {}", cause.getMessage()));
                })
                .orElse(Future.succeededFuture(false));
    }

    /** The DHT, once it runs; for use on the node's context. */
    public Optional<Dht> dht() {
        return node.flatMap(DhtNode::dht);
    }

    /**
     * Looks for the peers of a key. Without a DHT nobody is found, at once.
     *
     * @return what ends the search early; nothing when it has ended
     */
    public Optional<LookupHandle> lookup(NodeId key, PeerListener listener) {
        return dht().map(running -> running.lookup(key, listener));
    }

    /** The nodes of the same network that are there now. */
    public List<LanPeer> lanPeers() {
        return lan.map(LanNode::peers).orElse(List.of());
    }

    /** The files that may be shared. */
    public PublicObjects objects() {
        return offer.objects();
    }

    /** Where this node stands; on the node's context. */
    public DhtStatus status() {
        return node.map(running ->
                        DhtReport.of(running, lanPeers().size(), offer.objects().count()))
                .orElse(DhtStatus.OFF);
    }

    /** Leaves, keeps what the next run wants, and gives ports back. */
    public Future<Void> stop() {
        stopped = true;
        pieces.stop();
        rendezvous.ifPresent(Rendezvous::stop);
        Future<Boolean> saved = save().otherwise(false);
        Future<Void> left = node.map(DhtNode::stop).orElse(Future.succeededFuture());
        Future<Void> goodbye = lan.map(LanNode::stop).orElse(Future.succeededFuture());
        return Future.join(saved, left, goodbye)
                .timeout(STOP_MS, TimeUnit.MILLISECONDS)
                .transform(done -> Future.succeededFuture());
    }
}
