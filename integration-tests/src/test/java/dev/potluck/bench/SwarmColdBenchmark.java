package dev.potluck.bench;

import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private static final int ROUNDS = 3;
    private static final int QUICK_ROUNDS = 1;
    private static final double PERCENT = 100;
    private static final long KNOWN_WITHIN_S = 120;
    private static final int POLL_MS = 100;

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
        for (int round = 0; round < rounds; round++) {
            archive.add("file" + round, SIZE_BYTES);
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
            measure(nodes, mirror, SampleArchive.path("file" + round), scores);
        }
        return scores;
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

    private void measure(
            List<Contender> nodes, RateLimitedForwarder mirror, String path, Scores scores)
            throws IOException {
        long sentBefore = mirror.sentBytes();
        long wastedBefore = wasted(nodes);
        long startNanos = System.nanoTime();
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (Contender node : nodes) {
            running.add(CompletableFuture.runAsync(
                    () -> get(node, path), task -> new Thread(task, "client").start()));
        }
        try {
            running.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw new IOException("a node failed", e);
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double sent = mirror.sentBytes() - sentBefore;
        double wasted = wasted(nodes) - wastedBefore;
        scores.add(Metric.MIRROR_COPIES, Potluck.NAME, sent / SIZE_BYTES);
        scores.add(Metric.LAST_NODE_SECONDS, Potluck.NAME, seconds);
        scores.add(Metric.WASTE_PERCENT, Potluck.NAME, PERCENT * wasted / NODES / SIZE_BYTES);
    }

    private static void get(Contender node, String path) {
        try {
            Warmth.get(node, path);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private long wasted(List<Contender> nodes) throws IOException {
        long bytes = 0;
        for (Contender node : nodes) {
            bytes += status(node).getJsonObject("traffic").getLong("wastedBytes");
        }
        return bytes;
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
