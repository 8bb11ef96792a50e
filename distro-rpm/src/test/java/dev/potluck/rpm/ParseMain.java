package dev.potluck.rpm;

import dev.potluck.api.ArchivePath;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Parses a primary.xml and prints how many entries it had and the ms of CPU that it took. */
final class ParseMain {
    private ParseMain() {}

    public static void main(String[] args) throws IOException {
        AtomicInteger entries = new AtomicInteger();
        long beforeNanos = cpuNanos();
        try (InputStream content = Files.newInputStream(Path.of(args[0]))) {
            new RpmFormat()
                    .parse(
                            new ArchivePath("os/repodata/primary.xml"),
                            content,
                            entry -> entries.incrementAndGet());
        }
        long cpuMs = TimeUnit.NANOSECONDS.toMillis(cpuNanos() - beforeNanos);
        System.out.println(entries + " " + cpuMs);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
