package dev.potluck.bench;

import java.io.IOException;
import java.util.List;

/**
 * Files that are in the cache already: how much CPU time one request, or one gigabyte, takes.
 *
 * @param sizeBytes of the file
 * @param connections kept alive
 * @param pipelineDepth requests sent at once on each
 */
record HitBenchmark(
        String name, long sizeBytes, int connections, int pipelineDepth, List<Target> targets)
        implements Benchmark {
    /** Above this a request is as dear as its bytes, and is counted by them. */
    private static final long LARGE_BYTES = 10_000_000;

    static HitBenchmark small() {
        return new HitBenchmark(
                "hit-10k",
                10_240,
                16,
                1,
                List.of(
                        Target.atLeast(Metric.REQUESTS_PER_CPU_SECOND, 0.75, Nginx.STATIC),
                        Target.atLeast(Metric.REQUESTS_PER_CPU_SECOND, 1.3, Nginx.CACHE),
                        Target.atLeast(Metric.REQUESTS_PER_CPU_SECOND, 4, AptCacherNg.NAME),
                        Target.atMost(Metric.P50_US, 1.5, Nginx.STATIC)));
    }

    static HitBenchmark pipelined() {
        return new HitBenchmark(
                "hit-10k-pipelined",
                10_240,
                16,
                10,
                List.of(Target.atLeast(Metric.REQUESTS_PER_CPU_SECOND, 1.5, Nginx.STATIC)));
    }

    static HitBenchmark medium() {
        return new HitBenchmark(
                "hit-500k",
                512_000,
                8,
                1,
                List.of(
                        Target.atLeast(Metric.REQUESTS_PER_CPU_SECOND, 0.85, Nginx.STATIC),
                        Target.atLeast(Metric.REQUESTS_PER_CPU_SECOND, 1.6, AptCacherNg.NAME)));
    }

    static HitBenchmark large() {
        return new HitBenchmark(
                "hit-100m",
                100_000_000,
                2,
                1,
                List.of(Target.atMost(Metric.CPU_SECONDS_PER_GB, 1.2, Nginx.STATIC)));
    }

    @Override
    public String title() {
        return "%,d bytes from the cache, %d keep-alive connections, %s"
                .formatted(
                        sizeBytes,
                        connections,
                        pipelineDepth == 1
                                ? "one request at a time"
                                : pipelineDepth + " requests pipelined");
    }

    @Override
    public Scores run(Lab lab) throws IOException {
        String path = SampleArchive.path("file");
        SampleArchive archive = new SampleArchive(lab.directory("mirror"))
                .add("file", sizeBytes)
                .publish();
        List<Contender> contenders = lab.contenders(Origin.start(lab, archive.root()));
        Wrk wrk = new Wrk(lab);
        Options options = lab.options();
        for (Contender contender : contenders) {
            Warmth.update(contender);
            Warmth.fill(contender, path);
            wrk.load(contender, path, shape(options.warmUpSeconds()));
        }
        Scores scores = new Scores();
        for (int round = 0; round < options.rounds(); round++) {
            for (Contender contender : contenders) {
                Wrk.Result result = wrk.load(contender, path, shape(options.loadSeconds()));
                score(scores, contender.name(), result);
                if (pipelineDepth == 1 && sizeBytes < LARGE_BYTES) {
                    Wrk.Shape alone = new Wrk.Shape(1, 1, (options.loadSeconds() + 1) / 2);
                    double p50Us = wrk.load(contender, path, alone).p50Us();
                    scores.add(Metric.P50_US, contender.name(), p50Us);
                }
            }
        }
        return scores;
    }

    private Wrk.Shape shape(int seconds) {
        return new Wrk.Shape(connections, pipelineDepth, seconds);
    }

    private void score(Scores scores, String contender, Wrk.Result result) {
        if (sizeBytes < LARGE_BYTES) {
            scores.add(Metric.REQUESTS_PER_CPU_SECOND, contender, result.requestsPerCpuSecond());
            scores.add(Metric.REQUESTS_PER_SECOND, contender, result.requestsPerSecond());
        } else {
            scores.add(Metric.CPU_SECONDS_PER_GB, contender, result.cpuSecondsPerGb());
            scores.add(Metric.MB_PER_SECOND, contender, result.bytes() / 1e6 / result.seconds());
        }
    }
}
