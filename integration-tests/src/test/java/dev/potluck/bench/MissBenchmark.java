package dev.potluck.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A large file that nobody has yet, through the server to a client, and stored; Potluck also checks
 * its hash. The row of nginx is the mirror alone: what the transfer costs with nothing between.
 */
final class MissBenchmark implements Benchmark {
    private static final long SIZE_BYTES = 500_000_000;

    /** What warms up compilers and allocators is not measured: small files, then large ones. */
    private static final int SMALL_WARM_UPS = 300;

    private static final int LARGE_WARM_UPS = 6;
    private static final long SMALL_BYTES = 10_000;

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
        for (int i = 0; i < SMALL_WARM_UPS; i++) {
            archive.add("small" + i, SMALL_BYTES);
        }
        for (int i = 0; i < LARGE_WARM_UPS; i++) {
            archive.add("warm" + i, SIZE_BYTES);
        }
        for (int turn = 1; turn <= rounds; turn++) {
            archive.add("file" + turn, SIZE_BYTES);
        }
        archive.publish();
        List<Contender> contenders = lab.contenders(Origin.start(lab, archive.root()));
        Scores scores = new Scores();
        for (Contender contender : contenders) {
            warmUp(lab, contender);
        }
        for (int turn = 1; turn <= rounds; turn++) {
            String path = SampleArchive.path("file" + turn);
            double mirrorFirstByteMs = 0;
            for (Contender contender : contenders) {
                Sample sample = measure(lab, contender, path);
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

    private static void warmUp(Lab lab, Contender contender) throws IOException {
        Warmth.update(contender);
        for (int i = 0; i < SMALL_WARM_UPS; i++) {
            Warmth.get(contender, SampleArchive.path("small" + i));
        }
        for (int i = 0; i < LARGE_WARM_UPS; i++) {
            measure(lab, contender, SampleArchive.path("warm" + i));
        }
    }

    private record Sample(RawClient.Answer answer, double cpuSeconds) {
        double cpuSecondsPerGb() {
            return cpuSeconds / (SIZE_BYTES / 1e9);
        }
    }

    private static Sample measure(Lab lab, Contender contender, String path) throws IOException {
        // What the one before left to be written must not slow this one down.
        Commands.run("sync");
        freeMemory(lab);
        ProcessMeter meter = contender.server().meter();
        double cpuBefore = meter.cpuSeconds();
        RawClient.Answer answer = Warmth.get(contender, path);
        return new Sample(answer, meter.settledCpuSeconds() - cpuBefore);
    }

    /**
     * Leaves memory for a file of this size that the machine has used before. A page that a virtual
     * machine never touched costs its host a fault and its guest the time: ten times the cost of
     * writing it, and it would fall on whoever comes first.
     */
    private static void freeMemory(Lab lab) throws IOException {
        Path scratch = lab.directory("scratch").resolve("pages");
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(scratch)) {
            for (long written = 0; written < SIZE_BYTES; written += block.length) {
                out.write(block);
            }
        }
        Files.delete(scratch);
    }
}
