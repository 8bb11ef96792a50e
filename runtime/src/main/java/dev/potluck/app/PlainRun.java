package dev.potluck.app;

import java.util.Optional;

/**
 * Reads the arguments of a plain {@code potluck run} without picocli.
 *
 * <p>picocli is compiled for Java 5, and no class-data archive takes classes so old: loading it
 * would be a third of a node's start. What is not plain (help, a misspelt option) is left to it.
 */
final class PlainRun {
    private PlainRun() {}

    /** The options, or nothing when the arguments need picocli to be understood or refused. */
    static Optional<RunOptions> parse(String... arguments) {
        if (arguments.length == 0 || !arguments[0].equals("run")) {
            return Optional.empty();
        }
        RunOptions options = new RunOptions();
        for (int i = 1; i < arguments.length; i++) {
            String name = arguments[i];
            String value;
            int equals = name.indexOf('=');
            if (equals >= 0) {
                value = name.substring(equals + 1);
                name = name.substring(0, equals);
            } else if (i + 1 < arguments.length) {
                value = arguments[++i];
            } else {
                return Optional.empty();
            }
            if (value.isEmpty() || value.startsWith("-") || !options.take(name, value)) {
                return Optional.empty();
            }
        }
        return Optional.of(options);
    }
}
