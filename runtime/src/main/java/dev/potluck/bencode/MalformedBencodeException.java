package dev.potluck.bencode;

/** Bytes from outside are not what the wire format says; names the place. */
public final class MalformedBencodeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int offset;

    /**
     * Bytes at {@code offset} break the format.
     *
     * @param offset where, in bytes from the start of the message; -1 when a whole field is wrong
     * @param problem what was expected or found, for people
     */
    public MalformedBencodeException(int offset, String problem) {
        super(offset < 0 ? problem : "at byte " + offset + ": " + problem);
        this.offset = offset;
    }

    /** Where the fault is, in bytes from the start; -1 when a field as a whole is wrong. */
    public int offset() {
        return offset;
    }

    /** Malformed packets are common and cheap to send: without a stack they are cheap to refuse. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
