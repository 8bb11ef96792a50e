package dev.potluck.mirror;

import dev.potluck.mirror.MirrorException.Kind;
import dev.potluck.net.SystemWords;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

/** What the failures of Vert.x, Netty and the JDK mean here. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    /** Longest chain of causes looked at. */
    private static final int MAX_CAUSES = 8;

    private Failures() {}

    static MirrorException ofLookUp(String host, Throwable failure) {
        if (failure instanceof TimeoutException) {
            return new MirrorException(
                    Kind.TIMEOUT, host, "could not be looked up in time", failure);
        }
        return new MirrorException(Kind.REFUSED, host, "has no address", failure);
    }

    private static MirrorException ofConnecting(String host, Throwable failure) {
        if (failure instanceof MirrorException known) {
            return known;
        }
        if (has(failure, ConnectTimeoutException.class)
                || has(failure, SslHandshakeTimeoutException.class)) {
            return new MirrorException(Kind.TIMEOUT, host, "took no connection in time", failure);
        }
        if (has(failure, SSLException.class)) {
            return new MirrorException(
                    Kind.TLS,
                    host,
                    "failed the TLS handshake (" + innermost(failure) + ")",
                    failure);
        }
        if (isOutOfPatience(failure)) {
            return new MirrorException(
                    Kind.BUSY, host, "has all of its connections in use", failure);
        }
        return new MirrorException(
                Kind.REFUSED, host, "took no connection (" + innermost(failure) + ")", failure);
    }

    /** Whether another address of the same host may do better. */
    static boolean isUnreachable(Throwable failure) {
        return has(failure, SocketException.class)
                || has(failure, ConnectTimeoutException.class)
                || has(failure, SslHandshakeTimeoutException.class);
    }

    /** Whether there was no connection to be had in time: neither a kept one nor a new one. */
    private static boolean isOutOfPatience(Throwable failure) {
        return failure instanceof ConnectionPoolTooBusyException
                || failure instanceof TimeoutException;
    }

    /**
     * @param isUnreachable whether the address took no connection lately: then whoever waited for
     *     one waited for that, and not for others to be done
     */
    static MirrorException ofConnecting(String host, Throwable failure, boolean isUnreachable) {
        return isUnreachable && isOutOfPatience(failure)
                ? new MirrorException(Kind.TIMEOUT, host, "took no connection in time", failure)
                : ofConnecting(host, failure);
    }

    /** Whether a new connection may do better than one that was used before. */
    static boolean mayBeOfKeptConnection(Throwable failure) {
        return failure instanceof HttpClosedException
                || failure instanceof SocketException
                || isMalformed(failure);
    }

    private static boolean isMalformed(Throwable failure) {
        return failure instanceof DecoderException || failure instanceof IllegalArgumentException;
    }

    static MirrorException ofAnswering(String host, Throwable failure) {
        if (failure instanceof MirrorException known) {
            return known;
        }
        if (has(failure, SSLException.class)) {
            return new MirrorException(
                    Kind.TLS, host, "broke TLS (" + innermost(failure) + ")", failure);
        }
        if (failure instanceof HttpClosedException || failure instanceof IOException) {
            return new MirrorException(
                    Kind.TRUNCATED, host, "closed the connection without an answer", failure);
        }
        return malformed(host, failure);
    }

    /** A failure after the head of an answer. */
    static MirrorException ofBody(String host, long receivedBytes, Throwable failure) {
        if (isMalformed(failure)) {
            return malformed(host, failure);
        }
        return new MirrorException(
                Kind.TRUNCATED,
                host,
                "closed the connection after " + receivedBytes + " bytes of an answer",
                failure);
    }

    private static MirrorException malformed(String host, Throwable failure) {
        return new MirrorException(
                Kind.MALFORMED,
                host,
                "answered what is not HTTP (" + innermost(failure) + ")",
                failure);
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++, cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause.getCause() != null; i++) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null || cause instanceof UnknownHostException
                ? cause.getClass().getSimpleName()
                : SystemWords.of(message);
    }

    /**
     * A connection failed: whoever uses it is told apart from this, and an idle one is just gone.
     */
    static void note(Throwable failure) {
        LOG.debug("a connection to a mirror failed", failure);
    }

    /** For clean-up whose failure changes nothing: it is noted, since nobody waits for it. */
    static void whenFailed(Future<?> cleanUp) {
        cleanUp.onFailure(failure -> LOG.debug("closing a connection", failure));
    }
}
