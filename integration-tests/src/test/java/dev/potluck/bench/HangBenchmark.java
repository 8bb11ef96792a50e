package dev.potluck.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The gate for mirrors that hang: with everything in the cache, the mirror is replaced by one that
 * accepts and never answers, and 50 clients each ask for the indexes and five packages.
 */
final class HangBenchmark implements Benchmark {
    private static final int CLIENTS = 50;
    private static final int PACKAGES = 5;
    private static final long PACKAGE_BYTES = 100_000;

    /** A client that waited as long as this for one file has been made to hang. */
    private static final int CLIENT_TIMEOUT_MS = 10_000;

    @Override
    public String name() {
        return "hang";
    }

    @Override
    public String title() {
        return "%d clients ask for InRelease, Packages and %d packages while the mirror hangs"
                .formatted(CLIENTS, PACKAGES);
    }

    @Override
    public List<Target> targets() {
        return List.of(
                Target.atMost(Metric.FAILURES, 0),
                Target.atMost(Metric.P99_MS, 100),
                Target.atMost(Metric.PEAK_RSS_MB, 256));
    }

    @Override
    public Scores run(Lab lab) throws IOException {
        SampleArchive archive = new SampleArchive(lab.directory("mirror"));
        List<String> paths =
                new ArrayList<>(List.of(SampleArchive.IN_RELEASE, SampleArchive.PACKAGES));
        for (int i = 0; i < PACKAGES; i++) {
            archive.add("file" + i, PACKAGE_BYTES);
            paths.add(SampleArchive.path("file" + i));
        }
        archive.publish();
        Origin origin = Origin.start(lab, archive.root());
        List<Contender> contenders = lab.contenders(origin);
        for (Contender contender : contenders) {
            Warmth.update(contender);
            for (String path : paths.subList(2, paths.size())) {
                Warmth.fill(contender, path);
            }
        }
        origin.server().close();
        lab.keep(new SilentServer(origin.server().port()));
        Scores scores = new Scores();
        for (Contender contender : contenders) {
            measure(contender, paths, scores);
        }
        return scores;
    }

    private static void measure(Contender contender, List<String> paths, Scores scores)
            throws IOException {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Double> latenciesMs = new ArrayList<>();
        int failures = 0;
        try {
            List<Future<List<Double>>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                all.add(clients.submit(() -> ask(contender, paths)));
            }
            for (Future<List<Double>> one : all) {
                latenciesMs.addAll(one.get());
            }
            failures = CLIENTS * paths.size() - latenciesMs.size();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException("a client failed", e);
        } finally {
            clients.shutdownNow();
        }
        scores.add(Metric.FAILURES, contender.name(), failures);
        scores.add(Metric.P50_MS, contender.name(), Scores.median(latenciesMs));
        scores.add(Metric.P99_MS, contender.name(), Scores.quantile(latenciesMs, 0.99));
        scores.add(
                Metric.PEAK_RSS_MB, contender.name(), contender.server().meter().peakRssMb());
    }

    /** How long each file took that was answered with 200, up to the first that was not. */
    private static List<Double> ask(Contender contender, List<String> paths) {
        List<Double> latenciesMs = new ArrayList<>();
        try (RawClient client = new RawClient(contender.server().port(), CLIENT_TIMEOUT_MS)) {
            for (String path : paths) {
                RawClient.Answer answer = client.get(contender.target(path));
                if (answer.status() == 200) {
                    latenciesMs.add(answer.totalMs());
                }
            }
            return latenciesMs;
        } catch (IOException hungOrRefused) {
            return latenciesMs;
        }
    }
}
