package dev.potluck.app;

import dev.potluck.api.ContentHash;
import dev.potluck.api.DeltaCodec;
import dev.potluck.app.admin.NodeStatus.CacheStatus.Deltas;
import dev.potluck.app.deltas.DeltaProcesses;
import dev.potluck.app.deltas.DeltaProcesses.Priority;
import dev.potluck.app.settings.Settings;
import dev.potluck.cache.Listedness;
import dev.potluck.cache.ObjectMarks;
import dev.potluck.cache.StoredDelta;
import dev.potluck.cache.StoredObject;
import dev.potluck.delta.DeltaKeeper;
import dev.potluck.delta.DeltaPlanner;
import dev.potluck.delta.NoRoomException;
import dev.potluck.fetch.Recreations;
import dev.potluck.index.IndexCatalog;
import dev.potluck.plugin.PluginHost;
import dev.potluck.recreate.UnfitFileException;

import io.vertx.core.Vertx;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The deltas of one home's cache: made in the background, and read when a client wants one. */
final class CacheDeltas implements Recreations, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CacheDeltas.class);

    /** Between rounds; a start has other things to do than the first. */
    private static final long ROUND_MS = 600_000;

    private static final long MS_PER_MINUTE = 60_000;

    private final Storage storage;
    private final IndexCatalog catalog;
    private final DeltaProcesses processes;
    private final DeltaKeeper keeper;
    private final Listedness listedness;
    private final InstantSource clock;
    private final Set<String> codecs;
    private final boolean made;
    private volatile boolean closed;

    /** Where processes find what they need. */
    static DeltaProcesses processes(Path home, Priority priority) {
        return new DeltaProcesses(
                new DeltaProcesses.Folders(
                        RunCommand.builtInPlugins(), home.resolve("plugins"), home.resolve("tmp")),
                priority);
    }

    CacheDeltas(
            Storage storage,
            IndexCatalog catalog,
            DeltaProcesses processes,
            PluginHost plugins,
            Rules rules) {
        this.storage = storage;
        this.catalog = catalog;
        this.processes = processes;
        this.codecs =
                plugins.deltaCodecs().stream().map(DeltaCodec::name).collect(Collectors.toSet());
        this.made = rules.settings().deltas() && !codecs.isEmpty();
        ObjectMarks marks = new ObjectMarks(storage.db());
        this.clock = rules.clock();
        this.listedness = new Listedness(storage.cache(), marks, CacheSweeps.listings(catalog));
        this.keeper = new DeltaKeeper(
                new DeltaKeeper.Home(storage.store(), storage.cache(), marks, storage.deltas()),
                processes,
                new DeltaKeeper.Limits(
                        rules.settings().deltaAfterMinutes() * MS_PER_MINUTE,
                        rules.settings().freeSpaceReserveBytes(),
                        storage.store()::usableBytes),
                rules.clock());
    }

    /** When deltas are made. */
    record Rules(Settings.Cache settings, InstantSource clock) {}

    /** Makes deltas now and again. */
    void start(Vertx vertx, VertxWorker worker) {
        worker.run(() -> {
                    processes.clean();
                    return true;
                })
                .onFailure(cause -> log.warn("cannot tidy up: {}", cause.getMessage()));
        if (made) {
            later(vertx, worker);
        }
    }

    private void later(Vertx vertx, VertxWorker worker) {
        vertx.setTimer(
                ROUND_MS,
                timer -> worker.run(() -> {
                            run(CacheDeltas::log);
                            return true;
                        })
                        .onFailure(this::failed)
                        .onComplete(done -> later(vertx, worker)));
    }

    private void failed(Throwable cause) {
        if (cause instanceof NoRoomException) {
            log.info("{}", cause.getMessage()); // it is for the sweeps to make some
        } else if (!closed) {
            log.warn("cannot make deltas: {}", cause.getMessage());
        }
    }

    private static void log(DeltaKeeper.Outcome outcome) {
        log.debug("{}", outcome);
    }

    /** What there is to do. Blocking. */
    List<DeltaPlanner.Job> plan() throws IOException {
        listedness.refresh(clock.millis());
        return keeper.plan(catalog.files());
    }

    /** Does what there is to do. Blocking. */
    void run(Consumer<DeltaKeeper.Outcome> outcomes) throws IOException {
        listedness.refresh(clock.millis());
        keeper.run(catalog.files(), () -> !closed, outcomes);
    }

    /** What deltas there are. Blocking: it looks at each. */
    Deltas totals() {
        long[] sums = new long[4];
        storage.deltas().forEach(delta -> {
            sums[0]++;
            sums[1] += delta.sizeBytes();
            sums[2] += delta.savedBytes();
            sums[3] += delta.effortMs();
            return true;
        });
        return new Deltas(sums[0], sums[1], sums[2], sums[3]);
    }

    @Override
    public boolean has(ContentHash hash) {
        return find(hash).isPresent();
    }

    private Optional<StoredDelta> find(ContentHash hash) {
        return storage.deltas().find(hash).filter(delta -> codecs.contains(delta.codec()));
    }

    @Override
    public InputStream begin(ContentHash hash) throws IOException {
        StoredDelta delta = find(hash).orElseThrow(() -> new NoSuchFileException(hash.toString()));
        Path base = storage.store().pathOf(delta.baseSha256());
        InputStream content = processes.decode(storage.deltas().pathOf(delta), base, true);
        return new FilterInputStream(content) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                try {
                    return super.read(target, offset, length);
                } catch (UnfitFileException e) {
                    damaged(delta);
                    throw e;
                }
            }
        };
    }

    /** Delta or base is not what it was: what is wrong goes, so that it is not tried again. */
    private void damaged(StoredDelta delta) throws IOException {
        Optional<StoredObject> base = storage.cache().find(delta.baseSha256());
        if (base.isPresent() && storage.cache().verify(base.get())) {
            log.warn("the delta of {} is damaged, and goes", delta.object().sha256());
            storage.deltas().remove(delta);
        }
    }

    /** Ends what is being made. */
    @Override
    public void close() {
        closed = true;
        processes.close();
    }
}
