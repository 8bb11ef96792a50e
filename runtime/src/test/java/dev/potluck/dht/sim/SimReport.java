package dev.potluck.dht.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the DHT against its targets, and prints one line for each.
 *
 * <pre>
 * mvn -q -pl runtime -am test-compile
 * java -Xmx3g -XX:+UseSerialGC -cp runtime/target/classes:runtime/target/test-classes \
 *     dev.potluck.dht.sim.SimReport [--nodes 10000] [--seed 1] [--only lookups,sybils] [--svg FILE]
 * </pre>
 *
 * The parts: hour, lookups, handout, announce, sybils. Times are virtual but for "hour", which
 * gives the processor's seconds too, since a busy machine says nothing with the clock on its wall.
 */
public final class SimReport {
    private final Map<String, String> options;
    private final Map<String, LookupFigures> curves = new LinkedHashMap<>();

    private SimReport(Map<String, String> options) {
        this.options = options;
    }

    /** See the class comment. */
    public static void main(String[] arguments) throws IOException {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        if (arguments.length % 2 != 0
                || !List.of("--nodes", "--seed", "--only", "--svg").containsAll(options.keySet())) {
            System.err.println("usage: [--nodes N] [--seed N] [--only PART,...] [--svg FILE]");
            System.exit(2);
        }
        new SimReport(options).run();
    }

    private void run() throws IOException {
        long seed = Long.parseLong(options.getOrDefault("--seed", "1"));
        int nodes = Integer.parseInt(options.getOrDefault("--nodes", "10000"));
        System.out.printf("seed %d%n%-62s %-26s %s%n", seed, "what", "target", "measured");
        if (wants("hour") || wants("lookups")) {
            LookupScenarios scenarios = new LookupScenarios(seed, nodes);
            scenarios.hour().forEach(SimReport::print);
            if (wants("lookups")) {
                scenarios.lookups(curves).forEach(SimReport::print);
            }
        }
        if (wants("handout")) {
            new ChurnScenarios(seed).handedOut(Math.min(nodes, 1_000)).forEach(SimReport::print);
        }
        if (wants("announce")) {
            new ChurnScenarios(seed).announce(60).forEach(SimReport::print);
            if (nodes >= 1_000) {
                new ChurnScenarios(seed).announce(1_000).forEach(SimReport::print);
            }
        }
        if (wants("sybils")) {
            new SybilScenarios(seed, Math.min(nodes, 2_000)).run().forEach(SimReport::print);
        }
        if (options.containsKey("--svg") && !curves.isEmpty()) {
            Files.writeString(Path.of(options.get("--svg")), CdfPlot.of(curves, nodes, seed));
        }
    }

    private boolean wants(String part) {
        String only = options.getOrDefault("--only", "hour,lookups,handout,announce,sybils");
        return List.of(only.split(",", -1)).contains(part);
    }

    private static void print(Row row) {
        System.out.println(row);
    }

    /** One line of the report. */
    record Row(String what, String target, String measured) {
        @Override
        public String toString() {
            return String.format("%-62s %-26s %s", what, target, measured);
        }
    }
}
