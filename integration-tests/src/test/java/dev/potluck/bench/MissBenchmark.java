package dev.potluck.bench;

import java.io.IOException;
import java.util.List;

/**
 * A large file that nobody has yet, through the server to a client, and stored; Potluck also checks
 * its hash. The row of nginx is the mirror alone: what the transfer costs with nothing between.
 */
final class MissBenchmark implements Benchmark {
    private static final long SIZE_BYTES = 500_000_000;

    @Override
    public String name() {
        return "miss-500m";
    }

    @Override
    public String title() {
        return "%,d bytes from the mirror, through and stored".formatted(SIZE_BYTES);
    }

    @Override
    public List<Target> targets() {
        return List.of(
                Target.atMost(Metric.CPU_SECONDS_PER_GB, 0.85, AptCacherNg.NAME),
                Target.atLeast(Metric.MB_PER_SECOND, 1.2, AptCacherNg.NAME),
                Target.atMost(Metric.FIRST_BYTE_MS, 5));
    }

    @Override
    public Scores run(Lab lab) throws IOException {
        int rounds = lab.options().rounds();
        SampleArchive archive = new SampleArchive(lab.directory("mirror"));
        // The file of turn 0 warms up compilers and allocators; it is measured and left out.
        for (int turn = 0; turn <= rounds; turn++) {
            archive.add("file" + turn, SIZE_BYTES);
        }
        archive.publish();
        List<Contender> contenders = lab.contenders(Origin.start(lab, archive.root()));
        Scores scores = new Scores();
        for (Contender contender : contenders) {
            Warmth.update(contender);
            measure(contender, SampleArchive.path("file0"));
        }
        for (int turn = 1; turn <= rounds; turn++) {
            String path = SampleArchive.path("file" + turn);
            double mirrorFirstByteMs = 0;
            for (Contender contender : contenders) {
                Sample sample = measure(contender, path);
                if (contender.name().equals(Nginx.STATIC)) {
                    mirrorFirstByteMs = sample.answer().firstByteMs();
                }
                scores.add(Metric.CPU_SECONDS_PER_GB, contender.name(), sample.cpuSecondsPerGb());
                scores.add(
                        Metric.MB_PER_SECOND,
                        contender.name(),
                        SIZE_BYTES / 1e3 / sample.answer().totalMs());
                scores.add(
                        Metric.FIRST_BYTE_MS,
                        contender.name(),
                        sample.answer().firstByteMs() - mirrorFirstByteMs);
            }
        }
        return scores;
    }

    private record Sample(RawClient.Answer answer, double cpuSeconds) {
        double cpuSecondsPerGb() {
            return cpuSeconds / (SIZE_BYTES / 1e9);
        }
    }

    private static Sample measure(Contender contender, String path) throws IOException {
        // What the one before left to be written must not slow this one down.
        Commands.run("sync");
        ProcessMeter meter = contender.server().meter();
        double cpuBefore = meter.cpuSeconds();
        RawClient.Answer answer = Warmth.get(contender, path);
        return new Sample(answer, meter.settledCpuSeconds() - cpuBefore);
    }
}
