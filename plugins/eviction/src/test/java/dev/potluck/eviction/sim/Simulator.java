package dev.potluck.eviction.sim;

import dev.potluck.api.EvictionPolicy;
import dev.potluck.eviction.Gdsf;
import dev.potluck.eviction.Lru;
import dev.potluck.eviction.MaxAge;
import dev.potluck.eviction.RarestLast;
import dev.potluck.eviction.Sieve;
import dev.potluck.eviction.UnlistedFirst;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Replays a trace through every policy and Belady's optimum, and prints the hit rates by cache
 * size. Arguments: {@code --seed N}, {@code --trace FILE} (as {@code potluck cache trace} prints
 * it) and {@code --svg FILE}; docs/eviction.md has the whole command.
 */
final class Simulator {
    static final List<Integer> PERCENTS = List.of(1, 5, 20);

    static final List<Supplier<EvictionPolicy>> POLICIES = List.of(
            UnlistedFirst::new, Lru::new, Gdsf::new, Sieve::new, RarestLast::new, MaxAge::new);

    static final String BELADY = "belady";

    private Simulator() {}

    public static void main(String[] args) throws IOException {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            options.put(args[i], args[i + 1]);
        }
        long seed = Long.parseLong(options.getOrDefault("--seed", "1"));
        String recorded = options.get("--trace");
        Trace trace = recorded == null
                ? TraceMaker.make(TraceMaker.Scale.FULL, seed)
                : TraceReader.read(Path.of(recorded));
        System.out.println(recorded == null ? "seed " + seed : recorded);
        Map<String, List<HitRates>> rates = run(trace);
        print(trace, rates, System.out);
        String svg = options.get("--svg");
        if (svg != null) {
            Files.writeString(Path.of(svg), Plot.svg(rates));
        }
    }

    /** The hit rates of each policy by its name, Belady's first, at each of the sizes. */
    static Map<String, List<HitRates>> run(Trace trace) {
        Map<String, List<HitRates>> rates = new LinkedHashMap<>();
        for (int percent : PERCENTS) {
            long quotaBytes = trace.footprintBytes() / 100 * percent;
            rates.computeIfAbsent(BELADY, name -> new ArrayList<>())
                    .add(Belady.run(trace, quotaBytes));
            for (Supplier<EvictionPolicy> maker : POLICIES) {
                EvictionPolicy policy = maker.get();
                rates.computeIfAbsent(policy.name(), name -> new ArrayList<>())
                        .add(Simulation.run(trace, policy, quotaBytes));
            }
        }
        return rates;
    }

    private static void print(Trace trace, Map<String, List<HitRates>> rates, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%,d requests for %,d files; %.1f GB asked for, %.1f GB of files%n",
                trace.requests().size(),
                trace.files().size(),
                trace.requestedBytes() / 1e9,
                trace.footprintBytes() / 1e9);
        for (int i = 0; i < PERCENTS.size(); i++) {
            out.printf("%ncache of %d %%   byte hits  of Belady's  object hits%n", PERCENTS.get(i));
            double best = rates.getOrDefault(BELADY, List.of()).get(i).bytes();
            for (Map.Entry<String, List<HitRates>> one : rates.entrySet()) {
                HitRates hits = one.getValue().get(i);
                out.printf(
                        Locale.ROOT,
                        "%-14s %10.3f %12.3f %12.3f%n",
                        one.getKey(),
                        hits.bytes(),
                        hits.bytes() / best,
                        hits.objects());
            }
        }
    }
}
