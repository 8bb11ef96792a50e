package dev.potluck.dht;

/** Saved state that is not what {@link DhtState} draws; names the offset. */
public final class MalformedStateException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedStateException(int offset, String expected) {
        super("DHT state, at byte " + offset + ": " + expected + " expected");
    }
}
