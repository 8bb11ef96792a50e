package dev.potluck.bench;

import dev.potluck.it.AptSource;
import dev.potluck.it.MachineSources;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Real apt against the real archive: with nothing between, and through each proxy, when it has
 * nothing yet and when it has everything.
 */
final class AptBenchmark implements Benchmark {
    static final String DIRECT = "direct";

    @Override
    public String name() {
        return "apt";
    }

    @Override
    public String title() {
        return "apt-get update and some 200 packages from the machine's archive";
    }

    @Override
    public List<Target> targets() {
        return List.of(
                Target.atMost(Metric.APT_COLD_SECONDS, 1.05, DIRECT),
                Target.atMost(Metric.APT_WARM_SECONDS, 1, DIRECT));
    }

    @Override
    public Scores run(Lab lab) throws IOException {
        AptSource source = MachineSources.first();
        Scores scores = new Scores();
        for (int round = 0; round < (lab.options().rounds() + 1) / 2; round++) {
            try (Lab fresh = new Lab(lab.options())) {
                List<Contender> proxies = fresh.proxies(source.uri());
                for (Metric metric : List.of(Metric.APT_COLD_SECONDS, Metric.APT_WARM_SECONDS)) {
                    scores.add(metric, DIRECT, seconds(fresh, source, Optional.empty()));
                    for (Contender proxy : proxies) {
                        Optional<Integer> port = Optional.of(proxy.server().port());
                        scores.add(metric, proxy.name(), seconds(fresh, source, port));
                    }
                }
            }
        }
        return scores;
    }

    private static double seconds(Lab lab, AptSource source, Optional<Integer> proxyPort)
            throws IOException {
        return AptRun.seconds(
                lab.directory("apt").resolve("root"), source, AptRun.SMALL, proxyPort);
    }
}
