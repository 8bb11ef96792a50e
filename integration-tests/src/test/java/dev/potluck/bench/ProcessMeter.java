package dev.potluck.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the kernel counts for a process and its descendants (proc(5)).
 *
 * @param root the process that was started
 */
record ProcessMeter(ProcessHandle root) {
    /** USER_HZ, which the kernel fixes for user space on every architecture we run on. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int SETTLE_INTERVAL_MS = 150;
    private static final int SETTLE_MAX_INTERVALS = 40;
    private static final double TICK_SECONDS = 1 / TICKS_PER_SECOND;

    /** utime + stime, with those of children already waited for, in seconds. */
    double cpuSeconds() throws IOException {
        long ticks = 0;
        for (Path process : processes()) {
            ticks += ticks(process);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** As {@link #cpuSeconds}, once the work that a request left behind is done. */
    double settledCpuSeconds() throws IOException {
        double before = cpuSeconds();
        for (int i = 0; i < SETTLE_MAX_INTERVALS; i++) {
            Pause.milliseconds(SETTLE_INTERVAL_MS);
            double now = cpuSeconds();
            if (now - before < 2 * TICK_SECONDS) {
                return now;
            }
            before = now;
        }
        return before;
    }

    /** Resident memory in MB (1,000,000 bytes), files mapped into it included. */
    double rssMb() throws IOException {
        return statusMb("VmRSS:");
    }

    /** The most that was ever resident, in MB. */
    double peakRssMb() throws IOException {
        return statusMb("VmHWM:");
    }

    private double statusMb(String field) throws IOException {
        long kib = 0;
        for (Path process : processes()) {
            for (String line : read(process.resolve("status")).split("\n")) {
                if (line.startsWith(field)) {
                    kib += Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        }
        return kib * 1024 / 1e6;
    }

    private List<Path> processes() {
        return Stream.concat(Stream.of(root), root.descendants())
                .map(handle -> Path.of("/proc/" + handle.pid()))
                .toList();
    }

    private static long ticks(Path process) throws IOException {
        String stat = read(process.resolve("stat"));
        if (stat.isEmpty()) {
            return 0;
        }
        // Field 2 is the name in parentheses, which may hold spaces; field 3 follows the last one.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = 0;
        for (int field = 14; field <= 17; field++) {
            ticks += Long.parseLong(fields[field - 3]);
        }
        return ticks;
    }

    /** A process that ended since it was listed counts in its parent. */
    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException ended) {
            return "";
        }
    }
}
