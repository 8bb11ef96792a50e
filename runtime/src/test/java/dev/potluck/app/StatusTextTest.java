package dev.potluck.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;

final class StatusTextTest {
    private static final String FINGERPRINT = "0123456789ABCDEF0123456789ABCDEF01234567";

    private static JsonObject status() {
        JsonObject traffic = new JsonObject();
        for (String name : new String[] {
            "servedBytes",
            "fromCacheBytes",
            "fromPeersBytes",
            "fromMirrorBytes",
            "uploadedBytes",
            "wastedBytes"
        }) {
            traffic.put(name, 0);
        }
        return new JsonObject()
                .put("version", "1")
                .put("nodeId", "ab")
                .put("uptimeSeconds", 5)
                .put("traffic", traffic)
                .put(
                        "cache",
                        new JsonObject().put("objects", 1).put("bytes", 2).put("quotaBytes", 3))
                .put(
                        "dht",
                        new JsonObject()
                                .put("reachability", "unknown")
                                .put("nodes", 0)
                                .put("problem", "")
                                .put("publicFiles", 1)
                                .put("announcedKeys", 0)
                                .put("lanPeers", 1))
                .put("plugins", new JsonArray())
                .put("archives", new JsonArray())
                .put("snapshots", new JsonArray())
                .put("fetches", new JsonArray())
                .put("problems", new JsonArray());
    }

    private static JsonObject snapshot(String signature) {
        return new JsonObject()
                .put("archive", "http://m")
                .put("root", "dists/x/InRelease")
                .put("adoptedAt", "2026-11-23T18:00:01.123456Z")
                .put("signature", signature);
    }

    @Test
    void of_freshNode_countsAndSaysWhatIsNotClear() {
        assertThat(StatusText.of(status()))
                .contains("DHT           not clear yet; 0 nodes known\n")
                .contains(" in 1 file, of ")
                .contains("LAN           1 node\n");
    }

    @Test
    void of_snapshots_saysWhenTheyWereAdoptedAndByWhomSigned() {
        JsonArray snapshots = new JsonArray()
                .add(snapshot("signed by " + FINGERPRINT))
                .add(snapshot("unsigned"))
                .add(snapshot("unknown key"));
        assertThat(StatusText.of(status().put("snapshots", snapshots)))
                .contains("http://m dists/x/InRelease adopted 2026-11-23T18:00:01Z,"
                        + " signed by 89ABCDEF01234567\n")
                .contains("Z, unsigned\n")
                .contains("Z, signature: unknown key\n");
    }

    @Test
    void of_mirrorThatFails_saysSinceWhenAndWhy() {
        JsonObject mirror = new JsonObject()
                .put("url", "http://m/")
                .put("health", "fails")
                .put("failingSince", "2026-11-23T18:00:01Z")
                .put("why", "no such host");
        JsonObject archive = new JsonObject()
                .put("name", "http://m")
                .put("format", "")
                .put("mirrors", new JsonArray().add(mirror));
        assertThat(StatusText.of(status().put("archives", new JsonArray().add(archive))))
                .contains("http://m: http://m/ fails since 2026-11-23T18:00:01Z: no such host\n");
    }
}
