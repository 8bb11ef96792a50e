package dev.potluck.dht;

/** A lookup under way. */
@FunctionalInterface
public interface LookupHandle {
    /** Wants nothing more; the listener is not called again. */
    void cancel();
}
