package dev.potluck.app;

import dev.potluck.app.admin.NodeStatus.DhtStatus;
import dev.potluck.app.admin.NodeStatus.PeersStatus;
import dev.potluck.app.settings.Settings;
import dev.potluck.app.sharing.PeerExchange;
import dev.potluck.app.sharing.PortChoice;
import dev.potluck.app.sharing.PublicObjects;
import dev.potluck.app.sharing.Sharing;
import dev.potluck.app.sharing.UploadRecord;
import dev.potluck.cache.BlobCache;
import dev.potluck.cache.Sweeper;
import dev.potluck.fetch.ArchiveDirectory;
import dev.potluck.fetch.FetchProgress;
import dev.potluck.fetch.Fetcher;
import dev.potluck.fetch.ListedArchives;
import dev.potluck.fetch.MirrorLists;
import dev.potluck.fetch.Passthrough;
import dev.potluck.fetch.Recreating;
import dev.potluck.fetch.Recreations;
import dev.potluck.fetch.RootSettings;
import dev.potluck.fetch.Services;
import dev.potluck.index.Archive;
import dev.potluck.index.ArchivePublicity;
import dev.potluck.index.IndexCatalog;
import dev.potluck.index.MirrorListStore;
import dev.potluck.index.PublicListings;
import dev.potluck.index.Resources;
import dev.potluck.mirror.MalformedMirrorException;
import dev.potluck.mirror.Mirror;
import dev.potluck.mirror.MirrorClient;
import dev.potluck.mirror.MirrorGroup;
import dev.potluck.mirror.MirrorSettings;
import dev.potluck.net.AddressRules;
import dev.potluck.net.CidrSet;
import dev.potluck.net.OwnAddresses;
import dev.potluck.net.Traffic;
import dev.potluck.proxy.ProxyServer;
import dev.potluck.swarm.PieceLists;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The working parts of a node, wired on one Vert.x context, which owns all their state. */
final class Engine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Engine.class);

    /** Disks of today take several requests at once; each thread hashes 2 GB/s. */
    private static final int DISK_THREADS = 8;

    /** Files made again from deltas at one time: each takes a processor, and 300 MB. */
    private static final int RECREATED_AT_ONCE = 2;

    /** Name services and multicast DNS may each hang for a while. */
    private static final int NAMES_THREADS = 2;

    private static final long BUSY_MS = 500;

    /** What no client waits for comes so long after the first can be answered. */
    private static final long SETTLE_MS = 300;

    private static final long ROOT_FRESH_MS = 250;

    private final Storage storage;
    private final BlobCache cache;
    private final IndexCatalog catalog;
    private final ArchiveDirectory archives;
    private final Fetcher fetcher;
    private final Context context;
    private final ProxyServer proxy;
    private final MirrorClient mirrors;
    private final ArchivePublicity publicity;
    private final Sharing sharing;
    private final PeerExchange peers;
    private final CacheSweeps sweeps;
    private final CacheDeltas deltas;
    private final Runnable preload;
    private boolean isStopped;

    /**
     * Wires the parts; called on the context that will own them.
     *
     * @param ownPages takes requests for the node's own pages
     */
    Engine(Vertx vertx, Foundation foundation, Handler<HttpServerRequest> ownPages)
            throws StartException {
        Settings settings = foundation.settings();
        InstantSource clock = foundation.clock();
        this.storage = foundation.storage();
        this.cache = storage.cache();
        this.catalog = foundation.catalog();
        ListedArchives listed =
                new ListedArchives(new MirrorListStore(storage.db()), System::nanoTime);
        this.archives =
                new ArchiveDirectory(configured(settings, catalog), listed, System::nanoTime);
        AddressRules addresses =
                new AddressRules(CidrSet.EMPTY, new OwnAddresses(System::nanoTime));
        this.mirrors = mirrorClient(vertx, foundation, addresses);
        VertxWorker disk = new VertxWorker(vertx, "disk", DISK_THREADS);
        VertxWorker parser = new VertxWorker(vertx, "parser", 1);
        this.deltas = foundation.deltas();
        Services services =
                services(foundation, mirrors, disk, parser).with(recreating(vertx, deltas));
        this.publicity = publicity(settings);
        PublicObjects objects = new PublicObjects(cache, new PublicListings(catalog, publicity));
        cache.watch(objects);
        Settings.Sharing place = PortChoice.settled(settings.sharing());
        this.peers = peers(vertx, foundation, place, disk);
        this.sharing = new Sharing(
                vertx,
                foundation.identity(),
                place,
                new Sharing.Offer(objects, peers.lists(), peers::isServed),
                new Sharing.Workers(disk, new VertxWorker(vertx, "names", NAMES_THREADS)));
        SignatureTrust trust = SignatureTrust.of(settings, clock);
        this.fetcher = new Fetcher(
                vertx,
                peers.swarming(sharing, publicity::isPublic).map(services::with).orElse(services),
                new RootSettings(settings.snapshots().patienceMs(), ROOT_FRESH_MS),
                trust);
        this.context = vertx.getOrCreateContext();
        this.proxy = new ProxyServer(
                vertx,
                foundation.via(),
                access(settings, addresses),
                new ProxyServer.Backends(
                        archives,
                        fetcher,
                        new MirrorLists(vertx, services, fetcher, listed, addresses),
                        new Passthrough(services),
                        mirrors,
                        ownPages),
                foundation.traffic());
        new Upkeep(storage, catalog, foundation.eviction().limits().quotaBytes(), clock)
                .start(vertx, disk, parser);
        this.preload = () -> preload(trust, parser);
        this.sweeps = new CacheSweeps(
                storage,
                catalog,
                foundation.eviction(),
                new Sweeper.World(clock, storage.deltas(), peers.holders()::of));
        sweeps.start(vertx, disk);
        deltas.start(vertx, new VertxWorker(vertx, "deltas", 1));
    }

    private static Recreating recreating(Vertx vertx, Recreations means) {
        VertxWorker worker = new VertxWorker(vertx, "recreate", RECREATED_AT_ONCE);
        return new Recreating(worker, means, RECREATED_AT_ONCE);
    }

    private static Services services(
            Foundation foundation, MirrorClient mirrors, VertxWorker disk, VertxWorker parser) {
        Storage storage = foundation.storage();
        return new Services(
                storage.store(),
                storage.cache(),
                foundation.catalog(),
                new Resources(storage.db()),
                mirrors,
                disk,
                parser,
                foundation.traffic(),
                foundation.settings().cache().freeSpaceReserveBytes());
    }

    private static PeerExchange peers(
            Vertx vertx, Foundation foundation, Settings.Sharing place, VertxWorker disk) {
        Storage storage = foundation.storage();
        return new PeerExchange(
                vertx,
                place,
                foundation.settings().peers(),
                new PeerExchange.Means(
                        foundation.traffic(),
                        foundation.clock(),
                        new PieceLists(storage.db(), storage.store()),
                        disk,
                        foundation.uploads()));
    }

    private static MirrorClient mirrorClient(
            Vertx vertx, Foundation foundation, AddressRules addresses) {
        Settings.Mirror settings = foundation.settings().mirror();
        MirrorSettings asking = new MirrorSettings(
                new MirrorSettings.Timeouts(
                        settings.connectTimeoutMs(),
                        settings.firstByteTimeoutMs(),
                        settings.stallTimeoutMs()),
                settings.maxRedirects(),
                settings.maxConnections(),
                "potluck/" + Version.current(),
                foundation.via(),
                Optional.empty());
        return new MirrorClient(vertx, asking, addresses, System::nanoTime);
    }

    private static ProxyServer.Access access(Settings settings, AddressRules addresses) {
        return new ProxyServer.Access(
                settings.clients().allow(),
                addresses::reachOf,
                settings.clients()::mayConnectTo,
                settings.mirror().connectTimeoutMs());
    }

    /**
     * What an engine stands on: all that takes time to open.
     *
     * @param eviction how much the cache may hold, and who says what goes
     * @param deltas what old versions of packages become
     * @param via the name of this run of the node in Via headers
     * @param identity who the node is to other nodes
     * @param uploads what it gave them
     */
    record Foundation(
            Storage storage,
            IndexCatalog catalog,
            Settings settings,
            Traffic traffic,
            InstantSource clock,
            CacheSweeps.Eviction eviction,
            CacheDeltas deltas,
            String via,
            Sharing.Identity identity,
            UploadRecord uploads) {}

    /** A client's first update need not wait for this. */
    private static void preload(SignatureTrust trust, VertxWorker parser) {
        parser.run(() -> {
                    trust.preload();
                    return true;
                })
                .onFailure(cause -> log.warn("cannot read the keyrings: {}", cause.getMessage()));
    }

    private static List<ArchiveDirectory.Entry> configured(Settings settings, IndexCatalog catalog)
            throws StartException {
        List<ArchiveDirectory.Entry> entries = new ArrayList<>();
        for (Settings.Archive archive : settings.archives()) {
            if (!catalog.formatNames().contains(archive.format())) {
                throw new StartException("archive %s: no plugin brings the format %s; there are: %s"
                        .formatted(
                                archive.name(),
                                archive.format(),
                                String.join(", ", new TreeSet<>(catalog.formatNames()))));
            }
            List<Mirror> group = new ArrayList<>();
            for (URI mirror : archive.mirrors()) {
                try {
                    group.add(Mirror.parse(mirror.toString()));
                } catch (MalformedMirrorException e) {
                    throw new StartException("archive " + archive.name() + ": " + e.getMessage());
                }
            }
            entries.add(new ArchiveDirectory.Entry(
                    new Archive(archive.name(), archive.share(), Optional.of(archive.format())),
                    new MirrorGroup(group, System::nanoTime)));
        }
        return entries;
    }

    private static ArchivePublicity publicity(Settings settings) {
        Map<String, Boolean> shared = new HashMap<>();
        settings.archives().forEach(archive -> shared.put(archive.name(), archive.share()));
        return new ArchivePublicity(shared);
    }

    /** Answers clients from now on; the network of nodes is joined after. */
    Future<Integer> listen(int port, String host) {
        return proxy.listen(port, host)
                .onSuccess(bound -> context.runOnContext(
                        now -> context.owner().setTimer(SETTLE_MS, timer -> settle())));
    }

    private void settle() {
        if (!isStopped) {
            peers.serve(cache, fetcher, sharing);
            sharing.start();
            preload.run();
        }
    }

    /** Stops to take requests; those under way have so long to end. */
    Future<Void> shutdown(long graceMs) {
        deltas.close();
        Promise<Void> left = Promise.promise();
        context.runOnContext(now -> {
            isStopped = true;
            Future.join(sharing.stop(), peers.stop(graceMs)).<Void>mapEmpty().onComplete(left);
        });
        return Future.join(proxy.shutdown(graceMs), left.future())
                .onComplete(done -> mirrors.close())
                .mapEmpty();
    }

    /** What is being fetched now. */
    List<FetchProgress> fetches() {
        return ask(fetcher::underWay, List.of());
    }

    /** The node's part in the DHT. */
    DhtStatus dhtStatus() {
        return ask(sharing::status, DhtStatus.OFF);
    }

    /** What the node asks of peers, and gives them. */
    PeersStatus peersStatus() {
        return ask(() -> peers.status(sharing), PeersStatus.NONE);
    }

    /** Asks off the context, and not for long if it is busy. */
    private <T> T ask(Supplier<T> question, T fallback) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        context.runOnContext(now -> answer.complete(question.get()));
        return answer.completeOnTimeout(fallback, BUSY_MS, TimeUnit.MILLISECONDS)
                .join();
    }

    ArchivePublicity publicity() {
        return publicity;
    }

    Sharing sharing() {
        return sharing;
    }

    CacheDeltas deltas() {
        return deltas;
    }

    CacheSweeps sweeps() {
        return sweeps;
    }

    BlobCache cache() {
        return cache;
    }

    IndexCatalog catalog() {
        return catalog;
    }

    ArchiveDirectory archives() {
        return archives;
    }

    /** Closes the storage: after {@link #shutdown}, off the context. */
    @Override
    public void close() {
        storage.close();
    }
}
