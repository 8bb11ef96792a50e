package dev.potluck.app.admin;

import dev.potluck.dht.krpc.NodeId;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

import java.util.Locale;
import java.util.Optional;

/** Reads questions about the DHT: {@code dht/nodes} and {@code dht/lookup?hash=...}. */
final class DhtPages {
    static final String PREFIX = "/-/api/v1/dht/";

    private static final int SHA256_DIGITS = 64;
    private static final int KEY_DIGITS = 2 * NodeId.SIZE_BYTES;

    /** A question that makes no sense. */
    static final class BadQuestionException extends Exception {
        private static final long serialVersionUID = 1L;
        private final String reason;

        BadQuestionException(String reason) {
            super(reason);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    private final DhtView dht;

    DhtPages(DhtView dht) {
        this.dht = dht;
    }

    /** The answer; nothing if there is no such page. */
    Optional<Future<JsonObject>> answer(HttpServerRequest request) {
        return switch (request.path().substring(PREFIX.length())) {
            case "nodes" -> Optional.of(dht.nodes());
            case "lookup" ->
                Optional.of(key(request.getParam("hash", ""))
                        .map(dht::lookup)
                        .orElseGet(() -> Future.failedFuture(new BadQuestionException(
                                "hash must be a SHA-256 (64 hexadecimal digits) or a key of the DHT"
                                        + " (its first 40)."))));
            default -> Optional.empty();
        };
    }

    /** The key of a hash as people write it. */
    static Optional<NodeId> key(String hash) {
        String digits = hash.strip().toLowerCase(Locale.ROOT).replaceFirst("^sha256[:-]", "");
        boolean legal = digits.matches("[0-9a-f]*")
                && (digits.length() == SHA256_DIGITS || digits.length() == KEY_DIGITS);
        return legal
                ? Optional.of(NodeId.ofHex(digits.substring(0, KEY_DIGITS)))
                : Optional.empty();
    }
}
