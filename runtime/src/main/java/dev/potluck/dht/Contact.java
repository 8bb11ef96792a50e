package dev.potluck.dht;

import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;

/** A node in our table: it has answered us at least once. */
final class Contact {
    final NodeInfo info;
    /** When it last answered us; orders a bucket. */
    long answeredMs;
    /** Questions in a row that it did not answer. */
    int failures;

    Contact(NodeInfo info, long answeredMs) {
        this.info = info;
        this.answeredMs = answeredMs;
    }

    NodeId id() {
        return info.id();
    }
}
