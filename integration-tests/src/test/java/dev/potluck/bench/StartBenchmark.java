package dev.potluck.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** From exec to the first 200 of {@code /-/health}: without and with a class-data archive. */
final class StartBenchmark implements Benchmark {
    private static final String HEALTH = "/-/health";
    private static final int POLL_MS = 2;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String title() {
        return "from exec to the first 200, at a first start and with the class-data archive";
    }

    @Override
    public List<Target> targets() {
        return List.of(
                Target.atMost(Metric.START_PLAIN_SECONDS, 0.8),
                Target.atMost(Metric.START_ARCHIVED_SECONDS, 0.5));
    }

    @Override
    public Scores run(Lab lab) throws IOException {
        Scores scores = new Scores();
        if (!lab.includes(Potluck.NAME)) {
            return scores;
        }
        for (int round = 0; round < lab.options().rounds(); round++) {
            Path home = lab.directory("start" + round);
            scores.add(Metric.START_PLAIN_SECONDS, Potluck.NAME, startSeconds(home));
            Potluck.archiveClasses(home);
            scores.add(Metric.START_ARCHIVED_SECONDS, Potluck.NAME, startSeconds(home));
        }
        return scores;
    }

    private static double startSeconds(Path home) throws IOException {
        int port = Lab.freePort();
        long start = System.nanoTime();
        try (ServerProcess server = Potluck.launch(home, port)) {
            while (!isHealthy(port)) {
                if (!server.isAlive()) {
                    throw new IOException("the node ended at its start:\n" + server.logTail());
                }
                Pause.milliseconds(POLL_MS);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return seconds;
        }
    }

    private static boolean isHealthy(int port) {
        try (RawClient client = new RawClient(port)) {
            return client.get(HEALTH).status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }
}
