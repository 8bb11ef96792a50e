package dev.potluck.dht;

/** Counts what passes the DHT's port; plain fields, for everything runs on one thread. */
final class Traffic {
    long sentBytes;
    long receivedBytes;
    /** Datagrams that were no KRPC. */
    long malformed;
    /** Replies to nothing we asked, or from another address than we asked. */
    long unmatched;
    /** Queries over the limits of their sender. */
    long limited;
    /** Announcements and puts whose token was not ours. */
    long forgedTokens;

    void sent(int bytes) {
        sentBytes += bytes;
    }

    void received(int bytes) {
        receivedBytes += bytes;
    }
}
