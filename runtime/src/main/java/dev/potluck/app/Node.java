package dev.potluck.app;

import dev.potluck.app.admin.AdminHandler;
import dev.potluck.app.admin.NodeStatus;
import dev.potluck.app.admin.NodeStatus.CacheStatus;
import dev.potluck.app.admin.NodeStatus.DhtStatus;
import dev.potluck.app.admin.ProblemLog;
import dev.potluck.app.settings.HostPort;
import dev.potluck.app.settings.Settings;
import dev.potluck.net.Traffic;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A running node: all wiring, by constructors. */
final class Node implements AutoCloseable {
    private static final long START_TIMEOUT_S = 30;

    /** Answers under way have this long to end before their connections are cut. */
    private static final long GRACE_MS = 500;

    private static final long STOP_TIMEOUT_S = 5;

    private final InstantSource clock = InstantSource.system();
    private final Instant startedAt = clock.instant();
    private final ProblemLog problems = new ProblemLog(clock);
    private final Traffic traffic = new Traffic();
    private final HomeLock lock;
    private final String nodeId;
    private final Vertx vertx;
    private final HttpServer server;

    private Node(HomeLock lock, String nodeId) throws IOException {
        this.lock = lock;
        this.nodeId = nodeId;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(true)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        this.server = vertx.createHttpServer()
                .requestHandler(new AdminHandler(vertx, machineName(), this::status));
        Logging.forwardWarnings(problems::note);
    }

    /**
     * Takes a home for a new node, which does nothing yet.
     *
     * @param home where the node keeps everything; made if it is not there
     * @throws StartException if the home cannot be used
     */
    static Node at(Path home) throws StartException {
        try {
            Files.createDirectories(home);
            HomeLock lock = HomeLock.acquire(home);
            try {
                return new Node(lock, NodeIdentity.of(home, SecureRandom::new));
            } catch (IOException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StartException("cannot use the home " + home + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns once clients are answered.
     *
     * @return where they are answered: the port is the one in use, also where 0 was asked for
     */
    HostPort start(Settings settings) throws StartException {
        HostPort listen = settings.listen();
        try {
            int port = await(server.listen(listen.port(), listen.host()), START_TIMEOUT_S)
                    .actualPort();
            return new HostPort(listen.host(), port);
        } catch (IOException | TimeoutException e) {
            throw new StartException(
                    "cannot listen on " + listen + ": " + e.getMessage()
                            + "; is another program there? --listen HOST:PORT names another place",
                    e);
        }
    }

    /** What there is to tell about this node now. */
    NodeStatus status() {
        return new NodeStatus(
                Version.current(),
                nodeId,
                Duration.between(startedAt, clock.instant()).toSeconds(),
                traffic.totals(),
                new CacheStatus(0, 0, 0),
                DhtStatus.OFF,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                problems.recent());
    }

    /** Ends what is under way, and gives everything back. */
    @Override
    public void close() throws IOException, TimeoutException {
        await(server.shutdown(GRACE_MS, TimeUnit.MILLISECONDS), STOP_TIMEOUT_S);
        await(vertx.close(), STOP_TIMEOUT_S);
        lock.close();
    }

    private static <T> T await(Future<T> future, long timeoutS)
            throws IOException, TimeoutException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(timeoutS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
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
