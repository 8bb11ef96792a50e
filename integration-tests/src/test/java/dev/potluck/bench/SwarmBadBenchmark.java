package dev.potluck.bench;

import dev.potluck.bench.SwarmLab.OneFile;
import dev.potluck.net.Endpoint;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Downloads of one file from a slow mirror and peers that are no good, each kind alone and all
 * together, beside the mirror alone.
 */
final class SwarmBadBenchmark implements Benchmark {
    private static final String MIRROR = "mirror alone";
    private static final String TOGETHER = "all of them";
    private static final long RATE = 2_500_000;
    private static final int SIZE_BYTES = 5_000_000;

    /** Enough for the 95th percentile. */
    private static final int ROUNDS = 20;

    private static final int QUICK_ROUNDS = 4;
    private static final double P95 = 0.95;
    private static final double SHARE = 1.05;
    private static final double HAIR_MS = 150;
    private static final int SLOWER = 50;
    private static final int STALLS_AT_BYTES = 300_000;
    private static final int WRONG_EVERY_BYTES = 100_000;
    private static final int NOBODYS_PORT = 1;
    private static final int LOOPBACK = 0x7f00_0001;

    /** What is wrong with a peer. */
    private enum Vice {
        SLOW,
        DEAD,
        LYING,
        SILENT,
        STALLING;

        private String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String name() {
        return "swarm-bad";
    }

    @Override
    public String title() {
        return "5 MB, mirror of 20 Mbit/s and bad peers; p95 less 1.05 x the mirror alone";
    }

    @Override
    public List<Target> targets() {
        return List.of(Target.atMost(Metric.P95_LATER_MS, HAIR_MS));
    }

    @Override
    public Scores run(Lab lab) throws IOException {
        byte[] content = new byte[SIZE_BYTES];
        new SecureRandom().nextBytes(content);
        OneFile file = OneFile.of(content);
        byte[] wrong = content.clone();
        for (int at = 0; at < wrong.length; at += WRONG_EVERY_BYTES) {
            wrong[at] ^= 1;
        }
        Scores scores = new Scores();
        int rounds = lab.options().quick() ? QUICK_ROUNDS : ROUNDS;
        try (SwarmLab swarm = new SwarmLab()) {
            for (int round = 0; round < rounds; round++) {
                measure(swarm, file, List.of(), scores, MIRROR);
                List<Endpoint> all = new ArrayList<>();
                for (Vice vice : Vice.values()) {
                    measure(
                            swarm,
                            file,
                            List.of(peer(swarm, vice, file, wrong)),
                            scores,
                            vice.title());
                    all.add(peer(swarm, vice, file, wrong));
                }
                measure(swarm, file, all, scores, TOGETHER);
            }
        }
        compare(scores);
        return scores;
    }

    private static void measure(
            SwarmLab swarm, OneFile file, List<Endpoint> peers, Scores scores, String name) {
        Endpoint mirror = swarm.serve(file, RATE); // anew: its bucket is full
        SwarmRun.of(swarm, file, mirror, peers).addTo(scores, name);
    }

    private static Endpoint peer(SwarmLab swarm, Vice vice, OneFile file, byte[] wrong) {
        return switch (vice) {
            case SLOW -> swarm.serve(file, RATE / SLOWER);
            case DEAD -> Endpoint.ofV4(LOOPBACK, NOBODYS_PORT);
            case LYING -> swarm.serve(file.sending(wrong), RATE);
            case SILENT -> swarm.serveSilence();
            case STALLING -> swarm.serve(file.stallingAt(STALLS_AT_BYTES), RATE);
        };
    }

    /** By how much each kind is later than it may be, and the worst of them. */
    private static void compare(Scores scores) {
        double allowedMs = SHARE * scores.median(Metric.SWARM_MS, MIRROR);
        double worstMs = Double.NEGATIVE_INFINITY;
        List<String> names = new ArrayList<>(scores.contenders());
        names.remove(MIRROR);
        for (String name : names) {
            double laterMs = p95(scores, name) - allowedMs;
            scores.add(Metric.P95_LATER_MS, name, laterMs);
            worstMs = Math.max(worstMs, laterMs);
        }
        scores.add(Metric.P95_LATER_MS, Potluck.NAME, worstMs);
    }

    private static double p95(Scores scores, String name) {
        return Scores.quantile(scores.of(Metric.SWARM_MS, name), P95);
    }
}
