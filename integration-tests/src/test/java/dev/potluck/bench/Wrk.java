package dev.potluck.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Load from wrk: keep-alive connections, each with one request or a pipeline of them under way. */
final class Wrk {
    private static final String SCRIPT = "load.lua";

    private final Path script;
    private final List<String> prefix;

    Wrk(Lab lab) throws IOException {
        this(lab, List.of());
    }

    /** @param prefix words before the command, such as taskset's */
    Wrk(Lab lab, List<String> prefix) throws IOException {
        this.prefix = prefix;
        script = lab.directory("wrk").resolve(SCRIPT);
        try (InputStream in = Wrk.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IOException(SCRIPT + " is not on the class path");
            }
            Files.copy(in, script);
        }
    }

    /** How to load: so many connections, with so many requests sent at once on each. */
    record Shape(int connections, int pipelineDepth, int seconds) {}

    /**
     * What a load came to.
     *
     * @param cpuSeconds what the server used meanwhile
     */
    record Result(long requests, double seconds, long bytes, double p50Us, double cpuSeconds) {
        double requestsPerCpuSecond() {
            return requests / cpuSeconds;
        }

        double requestsPerSecond() {
            return requests / seconds;
        }

        double cpuSecondsPerGb() {
            return cpuSeconds / (bytes / 1e9);
        }
    }

    /**
     * Loads one contender with one file.
     *
     * @throws IOException if any answer was not 2xx or any connection failed
     */
    Result load(Contender contender, String path, Shape shape) throws IOException {
        ProcessMeter meter = contender.server().meter();
        double cpuBefore = meter.cpuSeconds();
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Tools.WRK.command(),
                "--threads=1",
                "--connections=" + shape.connections(),
                "--duration=" + shape.seconds() + "s",
                "--timeout=30s",
                "--script=" + script,
                "http://127.0.0.1:" + contender.server().port(),
                "--",
                contender.target(path),
                Integer.toString(shape.pipelineDepth())));
        String output = Commands.run(command.toArray(String[]::new));
        double cpuSeconds = meter.cpuSeconds() - cpuBefore;
        String line = output.lines()
                .filter(l -> l.startsWith("RESULT "))
                .findFirst()
                .orElseThrow(() -> new IOException("no result from wrk:\n" + output));
        String[] fields = line.split(" ");
        if (Long.parseLong(fields[5]) > 0) {
            throw new IOException("wrk saw errors from " + contender.name() + ":\n" + output);
        }
        return new Result(
                Long.parseLong(fields[1]),
                Long.parseLong(fields[2]) / 1e6,
                Long.parseLong(fields[3]),
                Double.parseDouble(fields[4]),
                cpuSeconds);
    }
}
