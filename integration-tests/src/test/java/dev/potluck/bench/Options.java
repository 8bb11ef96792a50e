package dev.potluck.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the command line asked for.
 *
 * @param names the benchmarks to run, all when empty
 * @param quick fewer and shorter rounds: a look, not a measurement
 * @param without contenders to leave out
 * @param keep whether the private directory stays, with every log in it
 */
record Options(List<String> names, boolean quick, Set<String> without, boolean keep) {
    static final String USAGE = """
            usage: ./bench [--quick] [--keep] [--without CONTENDER]... [NAME]...
              --quick    fewer and shorter rounds
              --keep     leave the private directory with configurations and logs
              --without  nginx-cache, apt-cacher-ng, squid or potluck""";

    /** Where the program that {@code packaging} assembles is, from the checkout's root. */
    static final Path PROGRAM = Path.of("packaging/target/potluck/bin/potluck").toAbsolutePath();

    static Options parse(String[] arguments) {
        List<String> names = new ArrayList<>();
        Set<String> without = new TreeSet<>();
        boolean quick = false;
        boolean keep = false;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--quick" -> quick = true;
                case "--keep" -> keep = true;
                case "--without" -> {
                    i++;
                    without.add(i < arguments.length ? arguments[i] : "");
                }
                default -> names.add(arguments[i]);
            }
        }
        return new Options(names, quick, without, keep);
    }

    /** How often each contender has its turn. */
    int rounds() {
        return quick ? 2 : 5;
    }

    /** How long one load lasts. */
    int loadSeconds() {
        return quick ? 2 : 4;
    }

    /** How long each contender is loaded before anything counts: compilers and caches warm up. */
    int warmUpSeconds() {
        return quick ? 4 : 10;
    }
}
