package dev.potluck.app;

import dev.potluck.app.admin.AdminHandler;
import dev.potluck.app.admin.ProblemLog;
import dev.potluck.app.deltas.DeltaProcesses;
import dev.potluck.app.settings.HostPort;
import dev.potluck.app.settings.Settings;
import dev.potluck.app.sharing.Sharing;
import dev.potluck.app.sharing.UploadRecord;
import dev.potluck.index.IndexCatalog;
import dev.potluck.net.Traffic;
import dev.potluck.plugin.PluginException;
import dev.potluck.plugin.PluginHost;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A running node: its home, its plugins, and the engine on its one event loop. */
final class Node implements AutoCloseable {
    private static final long START_TIMEOUT_S = 30;

    /** Answers under way have this long to end before their connections are cut. */
    private static final long GRACE_MS = 500;

    private static final long STOP_TIMEOUT_S = 5;

    /** What was not asked for again for so long is not resumed. */

    /** As much as tells a loop in Via headers from another node. */
    private static final int VIA_BYTES = 8;

    private final HomeLock lock;
    private final PluginHost plugins;
    private final Vertx vertx;
    private final Engine engine;
    private final HostPort listen;
    private final ListenNote note;

    private Node(Kept kept, Vertx vertx, Engine engine, HostPort listen, ListenNote note) {
        this.lock = kept.lock();
        this.plugins = kept.plugins();
        this.vertx = vertx;
        this.engine = engine;
        this.listen = listen;
        this.note = note;
    }

    /**
     * Starts a node; returns once clients are answered.
     *
     * @param home where the node keeps everything; made if it is not there
     * @param builtInPlugins the folder of the plugins that ship with the program
     * @throws StartException if that is not possible; nothing is left running
     */
    static Node start(Path home, Settings settings, Path builtInPlugins) throws StartException {
        Opened opened = new Opened();
        try {
            HomeLock lock = opened.add(takeHome(home));
            PluginHost plugins = opened.add(loadPlugins(home, builtInPlugins));
            return start(home, settings, new Kept(lock, plugins), opened);
        } catch (StartException | RuntimeException e) {
            opened.closeAfter(e);
            throw e;
        } catch (IOException | TimeoutException e) {
            StartException failure =
                    new StartException("cannot start in " + home + ": " + OneLine.of(e), e);
            opened.closeAfter(failure);
            throw failure;
        }
    }

    /** What a node holds as long as it runs. */
    private record Kept(HomeLock lock, PluginHost plugins) {}

    private static HomeLock takeHome(Path home) throws StartException {
        try {
            Files.createDirectories(home);
            return HomeLock.acquire(home);
        } catch (IOException e) {
            throw new StartException("cannot use the home " + home + ": " + OneLine.of(e), e);
        }
    }

    private static PluginHost loadPlugins(Path home, Path builtInPlugins) throws StartException {
        try {
            return PluginHost.load(builtInPlugins, home.resolve("plugins"), PluginHost.API_VERSION);
        } catch (PluginException e) {
            throw new StartException(OneLine.of(e), e);
        }
    }

    private static Node start(Path home, Settings settings, Kept kept, Opened opened)
            throws StartException, IOException, TimeoutException {
        InstantSource clock = InstantSource.system();
        NodeIdentity identity = NodeIdentity.of(home, SecureRandom::new);
        String nodeId = identity.nodeId();
        // Before the storage, whose library may still be loading on a thread of its own.
        Vertx vertx = openVertx();
        opened.add(() -> await(vertx.close(), STOP_TIMEOUT_S));
        Storage storage =
                opened.add(Storage.open(home, settings.cache().memoryCacheBytes(), clock));
        Traffic traffic = new Traffic();
        ProblemLog problems = new ProblemLog(clock);
        Logging.forwardWarnings(problems::note);
        long quotaBytes =
                settings.cache().quota().bytesOf(Files.getFileStore(home).getTotalSpace());
        PluginHost plugins = kept.plugins();
        StatusReport report = new StatusReport(
                new StatusReport.Identity(nodeId, clock.instant(), quotaBytes),
                clock,
                traffic,
                plugins,
                problems);
        DhtQuestions questions = new DhtQuestions(vertx);
        AdminHandler admin = new AdminHandler(vertx, machineName(), clock, report::now, questions);
        IndexCatalog catalog = storage.catalog(plugins, settings, clock);
        Engine.Foundation foundation = new Engine.Foundation(
                storage,
                catalog,
                settings,
                traffic,
                clock,
                CacheSweeps.Eviction.of(home, settings.cache(), plugins),
                new CacheDeltas(
                        storage,
                        catalog,
                        CacheDeltas.processes(home, DeltaProcesses.Priority.BACKGROUND),
                        plugins,
                        new CacheDeltas.Rules(settings.cache(), clock)),
                viaName(),
                new Sharing.Identity(
                        nodeId,
                        identity.dhtState(),
                        state -> identity.with(state).write(home)),
                new UploadRecord(home));
        Engine engine = await(onContext(vertx, foundation, admin), START_TIMEOUT_S);
        report.watch(engine);
        questions.watch(engine.sharing());
        HostPort listen = listen(engine, settings.listen());
        return new Node(kept, vertx, engine, listen, ListenNote.write(home, listen));
    }

    /**
     * For this run alone: a loop is seen by it, and nobody who reads it can tell which node of the
     * DHT, or of yesterday, has sent a request.
     */
    private static String viaName() {
        byte[] name = new byte[VIA_BYTES];
        new SecureRandom().nextBytes(name);
        return "potluck-" + HexFormat.of().formatHex(name);
    }

    private static Vertx openVertx() {
        return Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(true)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    }

    private static HostPort listen(Engine engine, HostPort wanted)
            throws StartException, TimeoutException {
        try {
            int port = await(engine.listen(wanted.port(), wanted.host()), START_TIMEOUT_S);
            return new HostPort(wanted.host(), port);
        } catch (IOException e) {
            throw new StartException(
                    "cannot listen on " + wanted + ": " + OneLine.of(e)
                            + "; is another program there? --listen HOST:PORT names another place",
                    e);
        }
    }

    private static Future<Engine> onContext(
            Vertx vertx, Engine.Foundation foundation, AdminHandler admin) {
        Promise<Engine> made = Promise.promise();
        vertx.getOrCreateContext().runOnContext(now -> {
            try {
                made.complete(new Engine(vertx, foundation, admin));
            } catch (StartException | RuntimeException e) {
                made.fail(e);
            }
        });
        return made.future();
    }

    /** Where clients are answered. */
    HostPort listen() {
        return listen;
    }

    /** Ends what is under way, and gives everything back. */
    @Override
    public void close() throws IOException, TimeoutException {
        try (lock;
                plugins;
                engine;
                note) {
            await(engine.shutdown(GRACE_MS), STOP_TIMEOUT_S);
            await(vertx.close(), STOP_TIMEOUT_S);
        }
    }

    private static <T> T await(Future<T> future, long timeoutS)
            throws IOException, TimeoutException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(timeoutS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw new IOException(OneLine.of(Objects.requireNonNullElse(e.getCause(), e)), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** The machine's host name as the kernel has it: no name service is asked. */
    private static String machineName() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    }
}
