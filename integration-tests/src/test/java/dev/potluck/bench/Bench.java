package dev.potluck.bench;

import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/**
 * The program behind {@code ./bench}: runs benchmarks, prints tables, says which targets are met.
 */
public final class Bench {
    private Bench() {}

    private static List<Benchmark> all() {
        return List.of(
                HitBenchmark.small(),
                HitBenchmark.pipelined(),
                HitBenchmark.medium(),
                HitBenchmark.large(),
                new MissBenchmark(),
                new MemoryBenchmark(),
                new StartBenchmark(),
                new IndexBenchmark(),
                new AptBenchmark(),
                new SlowMirrorBenchmark(),
                new HangBenchmark(),
                SwarmBenchmark.good(),
                new SwarmBadBenchmark(),
                SwarmBenchmark.small(),
                new SwarmColdBenchmark(),
                new DeltaBenchmark(),
                new DeltaHitBenchmark());
    }

    public static void main(String[] arguments) throws Exception {
        Options options = Options.parse(arguments);
        List<String> names = all().stream().map(Benchmark::name).toList();
        if (!names.containsAll(options.names())) {
            System.err.println(Options.USAGE + "\n  NAME       " + String.join(", ", names));
            System.exit(2);
        }
        Optional<String> install = Tools.installCommand();
        if (install.isPresent()) {
            System.err.println("programs are missing; install them with\n  " + install.get());
            System.exit(2);
        }
        boolean needsPotluck = !options.without().contains(Potluck.NAME);
        if (needsPotluck && !Files.isExecutable(Options.PROGRAM)) {
            System.err.println(
                    Options.PROGRAM + " is missing; build it with\n  mvn -DskipTests package");
            System.exit(2);
        }
        Table table = new Table(System.out);
        for (Benchmark benchmark : all()) {
            if (options.names().isEmpty() || options.names().contains(benchmark.name())) {
                try (Lab lab = new Lab(options)) {
                    table.print(benchmark, benchmark.run(lab));
                }
            }
        }
        table.printSummary();
    }
}
