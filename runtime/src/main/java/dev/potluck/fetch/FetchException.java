package dev.potluck.fetch;

import dev.potluck.api.ArchivePath;
import dev.potluck.mirror.MirrorException;
import dev.potluck.mirror.MirrorResponse;

import java.util.Set;

/** A request that cannot be answered with a file; the message is one line for the client. */
public final class FetchException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Of the 4xx, those that say "not now" (RFC 9110, 8470, 6585). */
    private static final Set<Integer> NOT_NOW = Set.of(408, 425, 429);

    private final int status;

    /**
     * @param status of the answer to the client (RFC 9110 section 15)
     * @param message what was wrong and what to do about it, in one line
     */
    public FetchException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** What a client is told of any failure of a fetch. */
    static FetchException of(Throwable cause) {
        if (cause instanceof FetchException known) {
            return known;
        }
        if (cause instanceof MirrorException mirror) {
            return new FetchException(statusOf(mirror), String.valueOf(mirror.getMessage()));
        }
        return new FetchException(502, "the fetch failed: " + cause);
    }

    /** A mirror's answer that is neither a file nor a redirect. */
    static FetchException ofStatus(MirrorResponse response, ArchivePath path) {
        int status = response.status() >= 400 && response.status() < 500 ? response.status() : 502;
        return new FetchException(
                status,
                "%s answers %d for %s"
                        .formatted(response.mirror().authority(), response.status(), path));
    }

    private static int statusOf(MirrorException failure) {
        return switch (failure.kind()) {
            case NOT_FOUND -> failure.status();
            case FORBIDDEN_ADDRESS -> 403;
            case TIMEOUT, STALLED -> 504;
            case BUSY -> 503;
            default -> 502;
        };
    }

    /** Whether a mirror says that there is no such file (any more). */
    boolean isGone() {
        return status == 404 || status == 410;
    }

    /**
     * Whether a mirror says that it has no such file for us. Stores of objects answer 403 for one
     * that does not exist, so as not to tell, and some servers 401.
     */
    boolean isDenied() {
        return status >= 400 && status < 500 && !NOT_NOW.contains(status);
    }

    /** Status code of the answer to the client. */
    public int status() {
        return status;
    }
}
