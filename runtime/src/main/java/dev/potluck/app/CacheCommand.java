package dev.potluck.app;

import dev.potluck.app.settings.SettingsException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code potluck cache}. */
@Command(
        name = "cache",
        description = "Shows and tidies what a node has stored; it may run meanwhile.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "ls|stats|verify|rm|gc|delta|pin|unpin|trace",
        subcommands = {
            CacheCommand.Ls.class,
            CacheCommand.Stats.class,
            CacheCommand.Verify.class,
            CacheCommand.Rm.class,
            CacheGcCommand.class,
            CacheDeltaCommand.class,
            CacheCommand.Pin.class,
            CacheCommand.Unpin.class,
            CacheTraceCommand.class
        })
final class CacheCommand {
    private CacheCommand() {}

    /** What they have in common. */
    private abstract static class OnCache implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private HomeOptions options = new HomeOptions();

        abstract int run(CacheReport report) throws IOException, SettingsException;

        @Override
        public Integer call() throws IOException, SettingsException {
            Path home = options.cacheHome();
            InstantSource clock = InstantSource.system();
            PrintWriter out = spec.commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            try (Storage storage = Storage.open(home, 0, clock)) {
                return run(new CacheReport(storage, home, new CacheReport.Output(out, err), clock));
            } finally {
                out.flush();
            }
        }

        final HomeOptions options() {
            return options;
        }
    }

    /** {@code potluck cache ls}. */
    @Command(
            name = "ls",
            description = "Lists stored files: hash, size, last use, uses, package or index.",
            mixinStandardHelpOptions = true)
    static final class Ls extends OnCache {
        @Parameters(
                paramLabel = "PATTERN",
                description =
                        "First digits of a hash, 4 or more, a package's name, or a glob such as"
                                + " 'lib*'.")
        private List<String> patterns = new ArrayList<>();

        @Override
        int run(CacheReport report) {
            report.list(patterns);
            return 0;
        }
    }

    /** {@code potluck cache stats}. */
    @Command(
            name = "stats",
            description = "Sums up what is stored.",
            mixinStandardHelpOptions = true)
    static final class Stats extends OnCache {
        @Override
        int run(CacheReport report) throws IOException, SettingsException {
            report.sumUp(options().settings().cache());
            return 0;
        }
    }

    /** {@code potluck cache verify}. */
    @Command(
            name = "verify",
            description = "Reads every stored file and removes those whose hash is wrong.",
            mixinStandardHelpOptions = true)
    static final class Verify extends OnCache {
        @Override
        int run(CacheReport report) throws IOException {
            return report.verify() == 0 ? 0 : 1;
        }
    }

    /** {@code potluck cache rm}. */
    @Command(
            name = "rm",
            description = "Removes stored files; a client that asks for one gets it anew.",
            mixinStandardHelpOptions = true)
    static final class Rm extends OnCache {
        @Parameters(
                arity = "1..*",
                paramLabel = "PATTERN",
                description =
                        "First digits of a hash, 4 or more, a package's name, or a glob; '*_*'"
                                + " is every package.")
        private List<String> patterns = new ArrayList<>();

        @Override
        int run(CacheReport report) throws IOException {
            return report.remove(patterns) > 0 ? 0 : 1;
        }
    }

    /** {@code potluck cache pin}. */
    @Command(
            name = "pin",
            description = "Keeps stored files whatever the quota; without a pattern, lists those.",
            mixinStandardHelpOptions = true)
    static final class Pin extends OnCache {
        @Parameters(
                paramLabel = "PATTERN",
                description = "First digits of a hash, a package's name, or a glob.")
        private List<String> patterns = new ArrayList<>();

        @Override
        int run(CacheReport report) throws IOException {
            return report.pin(patterns) > 0 || patterns.isEmpty() ? 0 : 1;
        }
    }

    /** {@code potluck cache unpin}. */
    @Command(
            name = "unpin",
            description = "Lets pinned files go again.",
            mixinStandardHelpOptions = true)
    static final class Unpin extends OnCache {
        @Parameters(
                arity = "1..*",
                paramLabel = "PATTERN",
                description = "First digits of a hash, a package's name, or a glob.")
        private List<String> patterns = new ArrayList<>();

        @Override
        int run(CacheReport report) throws IOException {
            return report.unpin(patterns) > 0 ? 0 : 1;
        }
    }
}
