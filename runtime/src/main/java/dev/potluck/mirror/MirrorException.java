package dev.potluck.mirror;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * A mirror did not give what was asked for. The message is one sentence: which host, what was
 * wrong, and what to do.
 */
public final class MirrorException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as a caller acts on it. */
    public enum Kind {
        /** A 4xx answer; {@link MirrorException#status} tells which. */
        NOT_FOUND("check the path, or whether the file has left the archive"),
        /** An answer that is of no use here: 5xx, 429, or an unexpected 2xx or 3xx. */
        STATUS("try again later, or name another mirror in the settings"),
        /** No connection: refused, no route, or the name is unknown. */
        REFUSED("check the mirror's name and the network"),
        /** No connection, or no first byte, in time. */
        TIMEOUT("check the network, or name another mirror in the settings"),
        /** All connections to the mirror that the settings allow stayed in use. */
        BUSY("allow more connections per mirror in the settings"),
        /** No further byte in time. */
        STALLED("check the network, or name another mirror in the settings"),
        /** The connection closed before the end of the answer. */
        TRUNCATED("check the network, or name another mirror in the settings"),
        /** Not the content that the index lists, by its length. */
        WRONG_CONTENT("the mirror may be out of date or faulty; name another in the settings"),
        /** The answer is not HTTP as anybody could read it. */
        MALFORMED("check that the mirror's address is that of an HTTP server"),
        /** A loop, or a chain that is too long. */
        TOO_MANY_REDIRECTS("name the mirror that it leads to in the settings"),
        /** A redirect to where mirrors must not lead. */
        FORBIDDEN_REDIRECT("use the target's own address, or another mirror, in the settings"),
        /** At an address that whoever asks could not reach without us, such as this machine's. */
        FORBIDDEN_ADDRESS("ask on that machine, or name the mirror in the settings there"),
        /** The certificate, or TLS itself, failed. */
        TLS("check the clock, the mirror's name and this machine's CA certificates"),
        /** Our side gave up. */
        CANCELLED("nothing needs to be done");

        private final String advice;

        Kind(String advice) {
            this.advice = advice;
        }
    }

    private final Kind kind;
    private final String host;
    private final int status;

    MirrorException(Kind kind, String host, String problem) {
        this(kind, host, problem, null);
    }

    MirrorException(Kind kind, String host, String problem, @Nullable Throwable cause) {
        super(sentence(kind, host, problem), cause);
        this.kind = kind;
        this.host = host;
        this.status = 0;
    }

    /** An answer whose status is the problem. */
    MirrorException(Kind kind, String host, int status, String target) {
        super(sentence(kind, host, "answered " + status + " to " + target));
        this.kind = kind;
        this.host = host;
        this.status = status;
    }

    private static String sentence(Kind kind, String host, String problem) {
        return "mirror " + host + " " + problem + "; " + kind.advice;
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }

    /** The mirror's host, and its port unless it is the scheme's own. */
    public String host() {
        return host;
    }

    /** The answer's status code when that is the problem, otherwise 0. */
    public int status() {
        return status;
    }
}
