package dev.potluck.app.sharing;

import dev.potluck.app.settings.HostPort;
import dev.potluck.peer.PeerServer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.IntConsumer;

/**
 * The peer server on its port. A port that is taken costs nothing but what others would have had
 * from this node: it goes on without, and tries again.
 *
 * <p>Lives on the node's context.
 */
final class PeerPort {
    private static final Logger log = LoggerFactory.getLogger(PeerPort.class);
    /** After a failure to open the port. */
    static final long RETRY_MS = 60_000;

    private final Vertx vertx;
    private final PeerServer server;
    private final HostPort at;
    private final long retryMs;
    private final IntConsumer whenOpen;
    private boolean isOpen;
    private boolean hasWarned;
    private boolean isStopped;

    /**
     * A port that is not opened before {@link #start}.
     *
     * @param retryMs from one attempt to the next; {@link #RETRY_MS} but in tests
     * @param whenOpen told the port's number, once
     */
    PeerPort(Vertx vertx, PeerServer server, HostPort at, long retryMs, IntConsumer whenOpen) {
        this.vertx = vertx;
        this.server = server;
        this.at = at;
        this.retryMs = retryMs;
        this.whenOpen = whenOpen;
    }

    void start() {
        server.listen(at.port(), at.host()).onSuccess(this::opened).onFailure(this::refused);
    }

    private void opened(int port) {
        if (isStopped) { // it opened just as it was to close
            server.shutdown(0);
            return;
        }
        isOpen = true;
        whenOpen.accept(port);
    }

    private void refused(Throwable cause) {
        if (!hasWarned) {
            log.warn(
                    "nothing is given to peers: TCP port {} cannot be used ({}); is another node"
                            + " there? --peer-listen HOST:PORT names another place",
                    at,
                    cause.getMessage());
        }
        hasWarned = true;
        vertx.setTimer(retryMs, due -> {
            if (!isStopped) {
                start();
            }
        });
    }

    /** Whether others can fetch from us. */
    boolean isOpen() {
        return isOpen;
    }

    /** Uploads under way. */
    int uploads() {
        return server.uploads();
    }

    Future<Void> stop(long graceMs) {
        isStopped = true;
        isOpen = false;
        return server.shutdown(graceMs);
    }
}
