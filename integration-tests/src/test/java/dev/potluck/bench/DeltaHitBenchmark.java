package dev.potluck.bench;

import dev.potluck.app.deltas.DeltaProcesses;
import dev.potluck.app.deltas.DeltaProcesses.Priority;
import dev.potluck.bench.DebSamples.Pair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The hot path while deltas are made: the node and its load on one core, all else on another. The
 * deltas are made by the same processes as a node's, but started by the benchmark, so that rounds
 * with and without them can take turns in one node.
 */
final class DeltaHitBenchmark implements Benchmark {
    private static final String WITHOUT = "no deltas";
    private static final int SIZE_BYTES = 10_240;
    private static final Wrk.Shape WARM = new Wrk.Shape(16, 1, 10);
    private static final int ROUND_SECONDS = 5;
    private static final int PAIRS = 8;
    private static final long PAIR_BYTES = 8_000_000;
    private static final List<String> NODE_CORE = List.of("taskset", "-c", "0");

    @Override
    public String name() {
        return "delta-hit";
    }

    @Override
    public String title() {
        return "10,240 bytes from the cache, deltas being made on another core";
    }

    @Override
    public List<Target> targets() {
        return List.of(
                Target.atLeast(Metric.REQUESTS_PER_CPU_SECOND, 0.95, WITHOUT),
                Target.atLeast(Metric.REQUESTS_PER_SECOND, 0.95, WITHOUT));
    }

    @Override
    public Scores run(Lab lab) throws IOException {
        Scores scores = new Scores();
        int cores = Runtime.getRuntime().availableProcessors();
        if (cores < 2 || !lab.includes(Potluck.NAME) || Tools.find("taskset").isEmpty()) {
            return scores;
        }
        List<Pair> pairs = new DebSamples().updates(PAIRS, PAIR_BYTES);
        String path = SampleArchive.path("file");
        SampleArchive archive = new SampleArchive(lab.directory("mirror"))
                .add("file", SIZE_BYTES)
                .publish();
        Contender node = lab.potluck(Origin.start(lab, archive.root()).url()).orElseThrow();
        Wrk wrk = new Wrk(lab, NODE_CORE);
        Warmth.update(node);
        Warmth.fill(node, path);
        pin("0", node.server().meter().root());
        wrk.load(node, path, WARM);
        Wrk.Shape shape = new Wrk.Shape(16, 1, ROUND_SECONDS);
        pin("1", ProcessHandle.current());
        try {
            for (int round = 0; round < 2 * lab.options().rounds(); round++) {
                add(scores, WITHOUT, wrk.load(node, path, shape));
                try (Making deltas = new Making(lab, pairs)) {
                    add(scores, Potluck.NAME, wrk.load(node, path, shape));
                    deltas.requireWork();
                }
            }
        } finally {
            pin("0-" + (cores - 1), ProcessHandle.current());
        }
        return scores;
    }

    private static void add(Scores scores, String name, Wrk.Result result) {
        scores.add(Metric.REQUESTS_PER_CPU_SECOND, name, result.requestsPerCpuSecond());
        scores.add(Metric.REQUESTS_PER_SECOND, name, result.requestsPerSecond());
    }

    /** All threads of a process; what it starts later is bound too. */
    private static void pin(String cores, ProcessHandle process) throws IOException {
        Commands.run("taskset", "-a", "-c", "-p", cores, Long.toString(process.pid()));
        for (ProcessHandle child : process.children().toList()) {
            if (!process.equals(ProcessHandle.current())) {
                pin(cores, child);
            }
        }
    }

    /** Makes one delta after another until it is closed. */
    private static final class Making implements AutoCloseable {
        private final DeltaProcesses processes;
        private final Thread thread;
        private final AtomicInteger begun = new AtomicInteger();
        private volatile boolean closed;
        private volatile String problem = "";

        Making(Lab lab, List<Pair> pairs) throws IOException {
            processes =
                    DeltaBenchmark.processes(lab, DeltaBenchmark.plugins(), Priority.BACKGROUND);
            Path delta = lab.directory("made").resolve("delta");
            thread = new Thread(() -> make(pairs, delta));
            thread.start();
        }

        private void make(List<Pair> pairs, Path delta) {
            try {
                while (!closed) {
                    Pair pair = pairs.get(begun.getAndIncrement() % pairs.size());
                    processes.encode(
                            DeltaTrial.blob(DebSamples.file(pair.newer()), pair.newer()),
                            DeltaTrial.blob(DebSamples.file(pair.older()), pair.older()),
                            delta);
                    Files.deleteIfExists(delta);
                }
            } catch (IOException e) {
                problem = closed ? "" : String.valueOf(e.getMessage());
            }
        }

        void requireWork() throws IOException {
            if (begun.get() == 0 || !problem.isEmpty()) {
                throw new IOException("no deltas were made: " + problem);
            }
        }

        @Override
        public void close() throws IOException {
            closed = true;
            processes.close();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }
}
