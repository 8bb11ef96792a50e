package dev.potluck.bench;

import java.io.IOException;
import java.util.List;

/** Resident memory of a new process: idle, after load with hits, and after a large miss. */
final class MemoryBenchmark implements Benchmark {
    private static final long SMALL_BYTES = 10_240;
    private static final long MEDIUM_BYTES = 512_000;
    private static final long LARGE_BYTES = 500_000_000;
    private static final int IDLE_MS = 3_000;
    private static final int CONNECTIONS = 64;

    /** What "adds nothing" leaves to a compiler or an allocator that had not yet met its load. */
    private static final double MISS_GROWTH_MB = 5;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String title() {
        return "resident memory: idle, after hits on %d connections, after a 500 MB miss"
                .formatted(CONNECTIONS);
    }

    @Override
    public List<Target> targets() {
        return List.of(
                Target.atMost(Metric.IDLE_RSS_MB, 95),
                Target.atMost(Metric.LOADED_RSS_MB, 130),
                Target.atMost(Metric.MISS_GROWTH_MB, MISS_GROWTH_MB));
    }

    @Override
    public Scores run(Lab lab) throws IOException {
        SampleArchive archive = new SampleArchive(lab.directory("mirror"))
                .add("small", SMALL_BYTES)
                .add("medium", MEDIUM_BYTES)
                .add("large", LARGE_BYTES)
                .publish();
        Origin origin = Origin.start(lab, archive.root());
        Scores scores = new Scores();
        for (int round = 0; round < (lab.options().rounds() + 1) / 2; round++) {
            try (Lab fresh = new Lab(lab.options())) {
                Wrk wrk = new Wrk(fresh);
                List<Contender> contenders = fresh.contenders(origin);
                Pause.milliseconds(IDLE_MS);
                for (Contender contender : contenders) {
                    measure(contender, wrk, lab.options(), scores);
                }
            }
        }
        return scores;
    }

    private static void measure(Contender contender, Wrk wrk, Options options, Scores scores)
            throws IOException {
        ProcessMeter meter = contender.server().meter();
        scores.add(Metric.IDLE_RSS_MB, contender.name(), meter.rssMb());
        Warmth.update(contender);
        Wrk.Shape shape = new Wrk.Shape(CONNECTIONS, 1, options.warmUpSeconds());
        for (String name : List.of("small", "medium")) {
            Warmth.fill(contender, SampleArchive.path(name));
            wrk.load(contender, SampleArchive.path(name), shape);
        }
        double loadedMb = meter.rssMb();
        scores.add(Metric.LOADED_RSS_MB, contender.name(), loadedMb);
        Warmth.get(contender, SampleArchive.path("large"));
        double afterMissMb = meter.rssMb();
        scores.add(Metric.MISS_RSS_MB, contender.name(), afterMissMb);
        scores.add(Metric.MISS_GROWTH_MB, contender.name(), afterMissMb - loadedMb);
    }
}
