package dev.potluck.app.admin;

import dev.potluck.dht.krpc.NodeId;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** What people may ask the DHT through the node's own pages. */
public interface DhtView {
    /** A question that cannot be answered now, with the reason in words. */
    final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1L;
        private final String reason;

        public UnavailableException(String reason) {
            super(reason);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    /** The nodes known: {@code id}, {@code nodes} [{@code id}, {@code address}, ...]. */
    Future<JsonObject> nodes();

    /** Who has the file of a key: {@code key}, {@code peers} [], {@code queries}, ... */
    Future<JsonObject> lookup(NodeId key);
}
