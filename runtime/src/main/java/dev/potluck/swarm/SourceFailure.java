package dev.potluck.swarm;

/** Why a source sends no more; the message is one line. */
public final class SourceFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as it matters to whoever asks next. */
    public enum Kind {
        /** No connection, or none in time. */
        UNREACHABLE,
        /** Connected, and silent for too long. */
        SILENT,
        /** The peer is busy, and said so: it may be asked for other files, later. */
        BUSY,
        /** The peer has not got the file. */
        MISSING,
        /** An answer that breaks the rules. */
        MALFORMED,
        /** The connection ended in the middle. */
        BROKEN_OFF,
        /** The mirrors have all failed. */
        MIRROR
    }

    private final Kind kind;

    public SourceFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public SourceFailure(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
