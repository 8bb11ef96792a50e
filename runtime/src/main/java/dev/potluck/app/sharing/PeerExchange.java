package dev.potluck.app.sharing;

import dev.potluck.api.ContentHash;
import dev.potluck.app.admin.NodeStatus.Neighbour;
import dev.potluck.app.admin.NodeStatus.PeersStatus;
import dev.potluck.app.settings.Settings;
import dev.potluck.cache.BlobCache;
import dev.potluck.fetch.Fetcher;
import dev.potluck.fetch.Swarming;
import dev.potluck.fetch.Worker;
import dev.potluck.lan.LanPeer;
import dev.potluck.net.ClientRules;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Timers;
import dev.potluck.net.Traffic;
import dev.potluck.peer.MonthlyCap;
import dev.potluck.peer.NodeObjects;
import dev.potluck.peer.PeerServer;
import dev.potluck.peer.UploadLimits;
import dev.potluck.swarm.Neighbours;
import dev.potluck.swarm.PeerClient;
import dev.potluck.swarm.PeerSearch;
import dev.potluck.swarm.PieceHashes;
import dev.potluck.swarm.PieceLists;
import dev.potluck.swarm.SwarmTools;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/**
 * The node's dealings with peers over HTTP: what it asks them for, and what it gives them.
 *
 * <p>Lives on the node's context.
 */
public final class PeerExchange {
    private static final Logger log = LoggerFactory.getLogger(PeerExchange.class);
    private static final long SAVE_MS = 60_000;

    /**
     * What it stands on.
     *
     * @param lists the piece hashes of the cache's files
     * @param disk reads and writes files
     */
    public record Means(
            Traffic traffic,
            InstantSource clock,
            PieceLists lists,
            Worker disk,
            UploadRecord uploads) {}

    private final Vertx vertx;
    private final Settings.Sharing place;
    private final Settings.Peers settings;
    private final Means means;
    private final Timers timers;
    private final SwarmTools tools;
    private final PeerClient client;
    private final MonthlyCap month;
    private final HolderCounts holders = new HolderCounts();
    /** Tells this run of this node from others that ask for the same. */
    private final long tag = new SecureRandom().nextLong();

    private Optional<PeerPort> port = Optional.empty();
    /** What this run wrote last. */
    private Optional<MonthlyCap.Used> saved = Optional.empty();

    public PeerExchange(Vertx vertx, Settings.Sharing place, Settings.Peers settings, Means means) {
        this.vertx = vertx;
        this.place = place;
        this.settings = settings;
        this.means = means;
        this.timers = new VertxTimers(vertx);
        this.tools = SwarmTools.of(timers, means.traffic());
        this.client = new PeerClient(vertx, timers);
        this.month = month(settings, means);
    }

    private static MonthlyCap month(Settings.Peers settings, Means means) {
        long capBytes = settings.uploadBytesPerMonth();
        try {
            return means.uploads()
                    .read()
                    .map(used -> new MonthlyCap(capBytes, means.clock(), used))
                    .orElseGet(() -> MonthlyCap.unused(capBytes, means.clock()));
        } catch (IOException e) {
            log.warn("this month's uploads count from now on: {}", e.getMessage());
            return MonthlyCap.unused(capBytes, means.clock());
        }
    }

    /** The hashes of our files' pieces. */
    public OfferedLists lists() {
        return new OfferedLists() {
            @Override
            public Optional<PieceHashes> find(ContentHash sha256, long sizeBytes) {
                return means.lists().find(sha256, sizeBytes);
            }

            @Override
            public Future<PieceHashes> compute(ContentHash sha256, long sizeBytes) {
                return means.disk().run(() -> means.lists().compute(sha256, sizeBytes));
            }
        };
    }

    /** Whether others can fetch from us. */
    public boolean isServed() {
        return port.filter(PeerPort::isOpen).isPresent();
    }

    /** How many peers were seen to hold each file. */
    public HolderCounts holders() {
        return holders;
    }

    /** What fetches ask peers with; nothing where the settings want no peers. */
    public Optional<Swarming> swarming(Sharing sharing, Predicate<String> isPublicArchive) {
        if (!settings.enabled()) {
            return Optional.empty();
        }
        Neighbours neighbours =
                new Neighbours(client, timers, tools.bans(), () -> addresses(sharing), tag);
        DhtSearch dht = new DhtSearch(DhtSearch.Source.of(sharing), settings.networks());
        return Optional.of(new Swarming(
                tools,
                client,
                holders.counting(PeerSearch.of(List.of(neighbours, dht))),
                isPublicArchive));
    }

    private static List<Endpoint> addresses(Sharing sharing) {
        return sharing.lanPeers().stream()
                .flatMap(peer -> peer.endpoints().stream().limit(1))
                .toList();
    }

    /** Gives to peers what they may have, and says so on the node's networks. */
    public void serve(BlobCache cache, Fetcher fetcher, Sharing sharing) {
        if (!settings.enabled()) {
            return;
        }
        NodeObjects objects = new NodeObjects(
                cache, fetcher, means.lists(), means.disk(), sharing.objects()::contains);
        UploadLimits limits = new UploadLimits(
                settings.uploadBytesPerSecond(),
                settings.uploadBytesPerMonth(),
                settings.uploadSlots());
        PeerServer server = new PeerServer(
                vertx,
                objects,
                new PeerServer.Policy(
                        limits, month, ClientRules.LOCAL.or(settings.networks()), tag),
                timers,
                means.traffic());
        PeerPort opening = new PeerPort(
                vertx, server, place.peerListen(), PeerPort.RETRY_MS, sharing::announceOnLan);
        port = Optional.of(opening);
        opening.start();
        vertx.setPeriodic(SAVE_MS, timer -> save());
    }

    private Future<Boolean> save() {
        MonthlyCap.Used used = month.used();
        if (saved.filter(used::equals).isPresent()) {
            return Future.succeededFuture(false); // a disk that sleeps may go on
        }
        Callable<Boolean> write = () -> {
            means.uploads().write(used);
            return true;
        };
        return means.disk()
                .run(write)
                .onSuccess(done -> saved = Optional.of(used))
                .onFailure(
                        cause -> log.warn("cannot keep what was uploaded: {}", cause.getMessage()));
    }

    /** Where it stands. */
    public PeersStatus status(Sharing sharing) {
        return new PeersStatus(
                settings.enabled(),
                isServed(),
                port.map(PeerPort::uploads).orElse(0),
                month.used().bytes(),
                settings.uploadBytesPerMonth(),
                tools.bans().count(),
                sharing.lanPeers().stream().map(PeerExchange::neighbour).toList());
    }

    private static Neighbour neighbour(LanPeer peer) {
        String address =
                peer.endpoints().stream().map(Endpoint::toString).findFirst().orElse("");
        return new Neighbour(peer.nodeId(), address);
    }

    /** Stops to serve; uploads under way have so long to end. */
    public Future<Void> stop(long graceMs) {
        if (port.isEmpty()) {
            client.close();
            return Future.succeededFuture();
        }
        Future<Boolean> saved = save().otherwise(false);
        return Future.join(port.get().stop(graceMs), saved)
                .onComplete(done -> client.close())
                .mapEmpty();
    }
}
