package dev.potluck.bench;

import dev.potluck.bench.SwarmLab.OneFile;
import dev.potluck.net.Endpoint;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** Downloads of one file from a slow mirror and good peers, beside the mirror alone. */
final class SwarmBenchmark implements Benchmark {
    private static final String MIRROR = "mirror alone";
    private static final long RATE = 2_500_000;
    private static final int LARGE_BYTES = 20_000_000;
    private static final int SMALL_BYTES = 10_000;
    private static final int PEERS = 4;

    private final boolean isLarge;

    private SwarmBenchmark(boolean isLarge) {
        this.isLarge = isLarge;
    }

    static SwarmBenchmark good() {
        return new SwarmBenchmark(true);
    }

    static SwarmBenchmark small() {
        return new SwarmBenchmark(false);
    }

    @Override
    public String name() {
        return isLarge ? "swarm-good" : "swarm-small";
    }

    @Override
    public String title() {
        return isLarge
                ? "20 MB, mirror and 4 good peers of 20 Mbit/s each"
                : "10 kB from a peer that is known";
    }

    @Override
    public List<Target> targets() {
        return isLarge
                ? List.of(
                        Target.atMost(Metric.SWARM_MS, 1 / 1.5, MIRROR),
                        Target.atMost(Metric.MIRROR_SHARE_PERCENT, 30),
                        Target.atMost(Metric.WASTE_PERCENT, 3))
                : List.of(Target.atMost(Metric.SWARM_MS, 50));
    }

    @Override
    public Scores run(Lab lab) throws IOException {
        byte[] content = new byte[isLarge ? LARGE_BYTES : SMALL_BYTES];
        new SecureRandom().nextBytes(content);
        OneFile file = OneFile.of(content);
        Scores scores = new Scores();
        try (SwarmLab swarm = new SwarmLab()) {
            for (int round = 0; round < lab.options().rounds(); round++) {
                if (isLarge) { // each server is new: its bucket is full
                    SwarmRun.of(swarm, file, swarm.serve(file, RATE), List.of())
                            .addTo(scores, MIRROR);
                }
                Endpoint mirror = swarm.serve(file, RATE);
                List<Endpoint> peers = new ArrayList<>();
                for (int i = 0; i < PEERS; i++) {
                    peers.add(swarm.serve(file, RATE));
                }
                SwarmRun.of(swarm, file, mirror, peers).addTo(scores, Potluck.NAME);
            }
        }
        return scores;
    }
}
