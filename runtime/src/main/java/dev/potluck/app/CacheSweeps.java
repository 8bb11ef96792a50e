package dev.potluck.app;

import dev.potluck.api.ContentHash;
import dev.potluck.api.EvictionPolicy;
import dev.potluck.app.settings.Settings;
import dev.potluck.cache.Listedness;
import dev.potluck.cache.Listings;
import dev.potluck.cache.ObjectMarks;
import dev.potluck.cache.PolicyGuard;
import dev.potluck.cache.ServedObject;
import dev.potluck.cache.SweepLimits;
import dev.potluck.cache.SweepPlan;
import dev.potluck.cache.Sweeper;
import dev.potluck.index.IndexCatalog;
import dev.potluck.plugin.PluginHost;

import io.vertx.core.Vertx;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The eviction of one home's cache: the policy of the settings over what the indexes list. */
final class CacheSweeps {
    private static final Logger log = LoggerFactory.getLogger(CacheSweeps.class);

    private static final long SWEEP_MS = 30_000;

    /**
     * Who judges, and how much may stay.
     *
     * @param recorded whether what is served is written to the trace
     */
    record Eviction(PolicyGuard policy, SweepLimits limits, RequestTrace trace, boolean recorded) {
        /** @throws StartException if no plugin brings the policy */
        static Eviction of(Path home, Settings.Cache settings, PluginHost plugins)
                throws StartException, IOException {
            FileStore disk = Files.getFileStore(home);
            return new Eviction(
                    new PolicyGuard(policy(settings.policy(), plugins)),
                    new SweepLimits(
                            settings.quota().bytesOf(disk.getTotalSpace()),
                            settings.freeSpaceReserveBytes(),
                            () -> freeBytes(disk)),
                    new RequestTrace(home),
                    settings.trace());
        }

        private static EvictionPolicy policy(String name, PluginHost plugins)
                throws StartException {
            return plugins.evictionPolicies().stream()
                    .filter(policy -> policy.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new StartException(
                            "cache.policy: no plugin brings the eviction policy %s; there are: %s"
                                    .formatted(name, names(plugins))));
        }

        private static String names(PluginHost plugins) {
            return plugins.evictionPolicies().stream()
                    .map(EvictionPolicy::name)
                    .collect(Collectors.collectingAndThen(
                            Collectors.toCollection(TreeSet::new),
                            names -> String.join(", ", names)));
        }

        private static long freeBytes(FileStore disk) {
            try {
                return disk.getUsableSpace();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final IndexCatalog catalog;
    private final PolicyGuard policy;
    private final Sweeper sweeper;
    private final Listedness listedness;
    private final InstantSource clock;
    private final RequestTrace trace;
    private volatile boolean isRecording;

    CacheSweeps(Storage storage, IndexCatalog catalog, Eviction eviction, Sweeper.World world) {
        ObjectMarks marks = new ObjectMarks(storage.db());
        this.catalog = catalog;
        this.policy = eviction.policy();
        this.trace = eviction.trace();
        this.isRecording = eviction.recorded();
        this.clock = world.clock();
        this.listedness = new Listedness(storage.cache(), marks, listings(catalog));
        this.sweeper = new Sweeper(storage.cache(), marks, policy, eviction.limits(), world);
        storage.cache().onAccesses(sweeper::recordAccesses);
    }

    /** What the adopted indexes of all archives list. */
    static Listings listings(IndexCatalog catalog) {
        return new Listings() {
            @Override
            public Set<IndexCatalog.ListingId> ids() {
                return catalog.listings(archive -> true);
            }

            @Override
            public void forEachStrongHash(Consumer<ContentHash> visitor) {
                ids().forEach(listing -> catalog.forEachStrongHash(listing, visitor));
            }
        };
    }

    /** Sweeps now and again, one sweep at a time. */
    void start(Vertx vertx, VertxWorker disk) {
        sweepNow(vertx, disk);
    }

    private void sweepNow(Vertx vertx, VertxWorker disk) {
        disk.run(this::sweep)
                .onFailure(cause -> log.warn("cannot tidy the cache: {}", cause.getMessage()))
                .onComplete(swept -> vertx.setTimer(SWEEP_MS, timer -> sweepNow(vertx, disk)));
    }

    /** Removes what has to go. Blocking. */
    SweepPlan sweep() throws IOException {
        record(sweeper.tellAccesses());
        try {
            listedness.refresh(clock.millis());
        } catch (IOException e) { // a full disk needs the sweep more than the notes for it
            log.warn("cannot note what no index lists any more: {}", e.getMessage());
        }
        return sweeper.sweep(catalog.files());
    }

    /** A trace with a hole is of no use: what follows the first failure is left out. */
    private void record(List<ServedObject> served) {
        if (!isRecording || served.isEmpty()) {
            return;
        }
        try {
            trace.add(served);
        } catch (IOException e) {
            isRecording = false;
            log.warn(
                    "cannot record what was served, and stops to until the next start: {}",
                    OneLine.of(e));
        }
    }

    /** What would go. Blocking. */
    SweepPlan plan() throws IOException {
        listedness.refresh(clock.millis());
        return sweeper.plan(catalog.files());
    }

    PolicyGuard policy() {
        return policy;
    }
}
