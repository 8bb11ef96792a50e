package dev.potluck.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** {@code potluck cache trace}. */
@Command(
        name = "trace",
        description =
                "Prints what was served and when, if `cache.trace` is set: time (ms), SHA-256,"
                        + " bytes, since when unlisted (ms, or -), package or -. The simulator of"
                        + " eviction policies reads it.",
        mixinStandardHelpOptions = true)
final class CacheTraceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HomeOptions options = new HomeOptions();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        int lines = new RequestTrace(options.home()).print(out);
        out.flush();
        if (lines == 0) {
            throw new IOException("nothing was recorded in " + options.home()
                    + "; a node with cache.trace = true records");
        }
        return 0;
    }
}
