package dev.potluck.app;

import dev.potluck.app.admin.TimeSpan;
import dev.potluck.app.settings.ByteSize;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.time.Duration;
import java.util.Locale;

/** What the DHT says, from its JSON, for a person at a terminal. */
final class DhtText {
    private DhtText() {}

    static String nodes(JsonObject answer) {
        JsonArray nodes = answer.getJsonArray("nodes");
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s at UDP port %d knows %,d of about %,d nodes%n",
                answer.getString("id"),
                answer.getInteger("port"),
                nodes.size(),
                answer.getLong("estimatedNodes")));
        if (nodes.isEmpty()) {
            text.append(String.format("nobody is known: see bootstrap in the settings%n"));
        }
        for (int i = 0; i < nodes.size(); i++) {
            JsonObject node = nodes.getJsonObject(i);
            int failures = node.getInteger("failures");
            text.append(String.format(
                    Locale.ROOT,
                    "%s  %-24s answered %s ago%s%n",
                    node.getString("id"),
                    node.getString("address"),
                    TimeSpan.format(Duration.ofMillis(node.getLong("answeredAgoMs"))),
                    failures == 0 ? "" : ", not the last " + failures + " times"));
        }
        return text.toString();
    }

    static String lookup(JsonObject answer) {
        JsonArray peers = answer.getJsonArray("peers");
        StringBuilder text = new StringBuilder();
        peers.forEach(peer -> text.append(peer).append(System.lineSeparator()));
        text.append(String.format(
                Locale.ROOT,
                "%s %s, after %,d ms, %s and %s%n",
                switch (peers.size()) {
                    case 0 -> "nobody has";
                    case 1 -> "one peer has";
                    default -> peers.size() + " peers have";
                },
                answer.getString("key"),
                answer.getLong("durationMs"),
                Count.of(answer.getInteger("queries"), "question"),
                ByteSize.format(answer.getLong("bytes"))));
        int hashes = answer.getInteger("pieceHashes");
        if (hashes > 0) {
            text.append(String.format("%d piece hashes came with them%n", hashes));
        } else if (!answer.getString("pieceList").isEmpty()) {
            text.append(String.format("piece list: %s%n", answer.getString("pieceList")));
        }
        return text.toString();
    }
}
