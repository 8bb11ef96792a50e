package dev.potluck.bench;

import dev.potluck.app.deltas.DeltaProcesses;
import dev.potluck.bench.DebIndex.Deb;
import dev.potluck.bench.DebSamples.Pair;
import dev.potluck.plugin.PluginException;
import dev.potluck.plugin.PluginHost;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;

/** Deltas between versions of real packages: what they save, and what they cost. */
final class DeltaBenchmark implements Benchmark {
    private static final String ZSTD = "zstd -3";

    /** The same contents packed with the same settings and libraries, and nothing else. */
    private static final String PACKING = "packing alone";

    private static final long SAMPLE_BYTES = 20_000_000;
    private static final long PAIR_BYTES = 10_000_000;
    private static final Path PLUGINS = Options.PROGRAM.resolve("../../plugins").normalize();

    @Override
    public String name() {
        return "delta";
    }

    @Override
    public String title() {
        return "old versions of real packages as deltas; `zstd --patch-from` of the same contents";
    }

    @Override
    public List<Target> targets() {
        return List.of(
                Target.atLeast(Metric.RECREATED_PERCENT, 99),
                Target.atLeast(Metric.UPDATES_MEDIAN_PERCENT, 80),
                Target.atLeast(Metric.UPDATES_TOTAL_PERCENT, 50),
                Target.atLeast(Metric.NEXT_MEDIAN_PERCENT, 80),
                Target.atLeast(Metric.NEXT_TOTAL_PERCENT, 50),
                Target.atLeast(Metric.ENCODE_MB_PER_SECOND, 20),
                Target.atMost(Metric.ENCODE_RSS_MB, 300),
                Target.atMost(Metric.DECODE_RSS_MB, 300),
                Target.atMost(Metric.DECODE_SECONDS, 1.3, PACKING));
    }

    @Override
    public Scores run(Lab lab) throws IOException {
        int sampleCount = lab.options().quick() ? 40 : 200;
        int pairCount = lab.options().quick() ? 8 : 30;
        Scores scores = new Scores();
        try (PluginHost plugins =
                PluginHost.load(PLUGINS, lab.directory("none"), PluginHost.API_VERSION)) {
            DebSamples samples = new DebSamples();
            DeltaTrial trial = new DeltaTrial(plugins, lab.directory("work"));
            List<Pair> updates = samples.updates(pairCount, PAIR_BYTES);
            List<Pair> next = samples.nextRelease(pairCount, PAIR_BYTES);
            score(
                    scores,
                    trial,
                    updates,
                    Metric.UPDATES_MEDIAN_PERCENT,
                    Metric.UPDATES_TOTAL_PERCENT);
            score(scores, trial, next, Metric.NEXT_MEDIAN_PERCENT, Metric.NEXT_TOTAL_PERCENT);
            speeds(scores, trial.results());
            List<Deb> drawn = samples.packages(sampleCount, SAMPLE_BYTES * sampleCount / 200);
            scores.add(Metric.RECREATED_PERCENT, Potluck.NAME, recreated(trial, drawn));
        } catch (PluginException e) {
            throw new IOException(e);
        }
        LargestDelta.measure(lab, PLUGINS, scores);
        return scores;
    }

    private static double recreated(DeltaTrial trial, List<Deb> debs) throws IOException {
        int same = 0;
        long bytes = 0;
        for (Deb deb : debs) {
            bytes += deb.sizeBytes();
            if (trial.isRecreated(DebSamples.file(deb))) {
                same++;
            } else {
                System.out.println("not made again: " + deb.path());
            }
        }
        System.out.printf("made again: %d of %d, %,d bytes%n", same, debs.size(), bytes);
        return 100.0 * same / debs.size();
    }

    private static void score(
            Scores scores, DeltaTrial trial, List<Pair> pairs, Metric median, Metric total)
            throws IOException {
        if (pairs.isEmpty()) {
            return;
        }
        int done = trial.results().size();
        for (Pair pair : pairs) {
            trial.run(pair);
        }
        List<DeltaTrial.Result> results = trial.results().subList(done, done + pairs.size());
        long wholeBytes =
                results.stream().mapToLong(DeltaTrial.Result::wholeBytes).sum();
        System.out.printf(
                "%d pairs, %,d bytes of old versions; kept whole: %d%n",
                pairs.size(),
                wholeBytes,
                results.stream().filter(DeltaTrial.Result::isWhole).count());
        long ownBytes =
                results.stream().mapToLong(DeltaTrial.Result::deltaBytes).sum();
        long zstdBytes =
                results.stream().mapToLong(DeltaTrial.Result::zstdBytes).sum();
        System.out.printf(
                "saved: median %.1f %%, total %.1f %%; by zstd -3 total %.1f %%%n",
                median(results, DeltaTrial.Result::deltaBytes),
                percent(ownBytes, wholeBytes),
                percent(zstdBytes, wholeBytes));
        scores.add(median, Potluck.NAME, median(results, DeltaTrial.Result::deltaBytes));
        scores.add(total, Potluck.NAME, percent(ownBytes, wholeBytes));
        if (zstdBytes > 0) {
            scores.add(median, ZSTD, median(results, DeltaTrial.Result::zstdBytes));
            scores.add(total, ZSTD, percent(zstdBytes, wholeBytes));
        }
    }

    private static double median(
            List<DeltaTrial.Result> results, ToLongFunction<DeltaTrial.Result> bytes) {
        return Scores.median(results.stream()
                .map(result -> percent(bytes.applyAsLong(result), result.wholeBytes()))
                .toList());
    }

    private static double percent(long keptBytes, long wholeBytes) {
        return 100 - 100.0 * keptBytes / wholeBytes;
    }

    private static void speeds(Scores scores, List<DeltaTrial.Result> results) {
        double payloadMb =
                results.stream().mapToLong(DeltaTrial.Result::payloadBytes).sum() / 1e6;
        double encodeSeconds =
                results.stream().mapToDouble(DeltaTrial.Result::encodeSeconds).sum();
        double zstdSeconds =
                results.stream().mapToDouble(DeltaTrial.Result::zstdSeconds).sum();
        scores.add(Metric.ENCODE_MB_PER_SECOND, Potluck.NAME, payloadMb / encodeSeconds);
        System.out.printf("%.1f MB of content, %.2f s to encode%n", payloadMb, encodeSeconds);
        if (zstdSeconds > 0) {
            scores.add(Metric.ENCODE_MB_PER_SECOND, ZSTD, payloadMb / zstdSeconds);
        }
        scores.add(
                Metric.DECODE_SECONDS,
                Potluck.NAME,
                results.stream().mapToDouble(DeltaTrial.Result::decodeSeconds).sum());
        scores.add(
                Metric.DECODE_SECONDS,
                PACKING,
                results.stream().mapToDouble(DeltaTrial.Result::packSeconds).sum());
    }

    /** Makes and reads deltas in processes, as a node does. */
    static DeltaProcesses processes(Lab lab, Path plugins, DeltaProcesses.Priority priority)
            throws IOException {
        return new DeltaProcesses(
                new DeltaProcesses.Folders(
                        plugins, lab.directory("none"), lab.directory("processes")),
                priority);
    }

    static Path plugins() {
        return PLUGINS;
    }
}
