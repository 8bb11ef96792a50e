package dev.potluck.bench;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Whole nodes that are neighbours want one file at the same moment, and none has it: how often its
 * bytes leave the mirror, all nodes together.
 */
final class SwarmColdBenchmark implements Benchmark {
    private static final int NODES = 8;
    private static final int SIZE_BYTES = 100_000_000;
    private static final long BYTES_PER_SECOND = 2_500_000;
    private static final int ROUNDS = 5;
    private static final int QUICK_ROUNDS = 1;
    private static final double PERCENT = 100;
    private static final long KNOWN_WITHIN_S = 120;
    private static final int POLL_MS = 100;
    private static final String MIRROR = "fromMirrorBytes";
    private static final String WASTED = "wastedBytes";

    private final Random random = new Random();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Override
    public String name() {
        return "swarm-cold";
    }

    @Override
    public String title() {
        return "one file of 100 MB for 8 nodes at once, mirror of 20 Mbit/s (alone: 40 s for one)";
    }

    @Override
    public List<Target> targets() {
        return List.of(
                Target.atMost(Metric.MIRROR_COPIES, 1.2), Target.atMost(Metric.WASTE_PERCENT, 3));
    }

    @Override
    public Scores run(Lab lab) throws IOException {
        int rounds = lab.options().quick() ? QUICK_ROUNDS : ROUNDS;
        SampleArchive archive = new SampleArchive(lab.directory("mirror"));
        for (int file = 0; file <= 2 * rounds; file++) {
            archive.add("file" + file, SIZE_BYTES);
        }
        archive.publish();
        int port = Lab.freePort();
        RateLimitedForwarder mirror = lab.keep(new RateLimitedForwarder(
                port, Origin.start(lab, archive.root()).server().port()));
        String url = "http://127.0.0.1:" + port;
        List<Contender> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            ServerProcess node = Potluck.startNeighbour(lab, "node" + i, settings(lab, url));
            nodes.add(new Contender(Potluck.NAME, node, url));
        }
        for (Contender node : nodes) {
            awaitNeighbours(node);
            Warmth.update(node);
        }
        mirror.limit(BYTES_PER_SECOND);
        Scores scores = new Scores();
        for (int round = 0; round < rounds; round++) {
            measure(nodes, mirror, path(2 * round), Course.AT_ONCE, scores);
            measure(nodes, mirror, path(2 * round + 1), Course.WITHIN_100_MS, scores);
        }
        measure(nodes, mirror, path(2 * rounds), Course.LEADER_KILLED, scores); // the last
        return scores;
    }

    private static String path(int file) {
        return SampleArchive.path("file" + file);
    }

    private static Path settings(Lab lab, String mirrorUrl) throws IOException {
        return Files.writeString(
                lab.directory("nodes").resolve("potluck.toml"), """
                [[archive]]
                name = "bench"
                format = "debian"
                mirrors = ["%s/debian"]
                """.formatted(mirrorUrl));
    }

    /** When clients begin, and whether the node that asks the mirror lives on. */
    private enum Course {
        AT_ONCE(Potluck.NAME, 0),
        WITHIN_100_MS("within 100 ms", 100),
        LEADER_KILLED("leader killed", 100);

        private final String title;
        private final int spreadMs;

        Course(String title, int spreadMs) {
            this.title = title;
            this.spreadMs = spreadMs;
        }
    }

    private void measure(
            List<Contender> nodes,
            RateLimitedForwarder mirror,
            String path,
            Course course,
            Scores scores)
            throws IOException {
        long sentBefore = mirror.sentBytes();
        Map<Contender, JsonObject> before = traffic(nodes);
        long startNanos = System.nanoTime();
        List<Contender> alive = new ArrayList<>(nodes);
        Map<Contender, CompletableFuture<Void>> running = new LinkedHashMap<>();
        for (Contender node : nodes) {
            int delayMs = course.spreadMs == 0 ? 0 : random.nextInt(course.spreadMs);
            running.put(
                    node,
                    CompletableFuture.runAsync(
                            () -> get(node, path, delayMs),
                            task -> new Thread(task, "client").start()));
        }
        if (course == Course.LEADER_KILLED) {
            while (mirror.sentBytes() - sentBefore < SIZE_BYTES / 2) {
                Pause.milliseconds(POLL_MS);
            }
            Contender leader = leader(nodes, before);
            leader.server().kill();
            alive.remove(leader);
        }
        try {
            alive.forEach(node -> requireNonNull(running.get(node)).join());
        } catch (CompletionException e) {
            throw new IOException("a node failed", e);
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double sent = mirror.sentBytes() - sentBefore;
        double wasted = 0;
        Map<Contender, JsonObject> after = traffic(alive);
        for (Contender node : alive) {
            wasted += figure(after, node, WASTED) - figure(before, node, WASTED);
        }
        System.out.printf(
                "  %s: %s, %.2f copies, %.1f s%n",
                name(), course.title, sent / SIZE_BYTES, seconds);
        scores.add(Metric.MIRROR_COPIES, course.title, sent / SIZE_BYTES);
        scores.add(Metric.LAST_NODE_SECONDS, course.title, seconds);
        scores.add(Metric.WASTE_PERCENT, course.title, PERCENT * wasted / NODES / SIZE_BYTES);
    }

    /** Who had most of the mirror since then. */
    private Contender leader(List<Contender> nodes, Map<Contender, JsonObject> before)
            throws IOException {
        Map<Contender, JsonObject> now = traffic(nodes);
        return nodes.stream()
                .max(Comparator.comparingLong(
                        node -> figure(now, node, MIRROR) - figure(before, node, MIRROR)))
                .orElseThrow();
    }

    private static long figure(Map<Contender, JsonObject> traffic, Contender node, String name) {
        return requireNonNull(traffic.get(node)).getLong(name);
    }

    private Map<Contender, JsonObject> traffic(List<Contender> nodes) throws IOException {
        Map<Contender, JsonObject> all = new LinkedHashMap<>();
        for (Contender node : nodes) {
            all.put(node, status(node).getJsonObject("traffic"));
        }
        return all;
    }

    private static void get(Contender node, String path, int delayMs) {
        try {
            Pause.milliseconds(delayMs);
            Warmth.get(node, path);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private void awaitNeighbours(Contender node) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(KNOWN_WITHIN_S);
        while (neighbours(node) < NODES - 1) {
            if (System.nanoTime() > deadline) {
                throw new IOException(neighbours(node) + " neighbours are known after "
                        + KNOWN_WITHIN_S + " s:\n" + node.server().logTail());
            }
            Pause.milliseconds(POLL_MS);
        }
    }

    private int neighbours(Contender node) throws IOException {
        return status(node).getJsonObject("peers").getJsonArray("neighbours").size();
    }

    private JsonObject status(Contender node) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + node.server().port() + "/-/api/v1/status");
        try {
            return new JsonObject(http.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
