package dev.potluck.app;

import dev.potluck.app.settings.SettingsException;
import dev.potluck.hashdb.HashDb;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Optional;

/** The program {@code potluck}. */
@Command(
        name = "potluck",
        description = "A package proxy in which everyone brings what they already downloaded.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionLine.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            StatusCommand.class,
            DhtCommand.class,
            PeersCommand.class,
            CacheCommand.class,
            ImportCommand.class,
            PluginsCommand.class,
            SettingsCommand.class,
            SetupCommand.class,
            ArchiveClassesCommand.class,
            CommandLine.HelpCommand.class
        })
final class Main {
    /** What {@code --version} prints. */
    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"potluck " + Version.current()};
        }
    }

    private static final long MAX_LOADING_MS = 5_000;

    private Main() {}

    /** Runs one command, and ends with its exit code: 0 good, 1 failed, 2 wrongly called. */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        Optional<RunOptions> plainRun = PlainRun.parse(arguments);
        return plainRun.isPresent() ? run(plainRun.get()) : executeAny(arguments);
    }

    private static int run(RunOptions options) {
        // Half of a start is the binding of LMDB, and there is a second processor.
        Thread loader = new Thread(HashDb::preload, "load-lmdb");
        loader.setDaemon(true);
        loader.start();
        try {
            return new RunCommand(options).call();
        } catch (Exception e) {
            int exitCode = explain(e, new PrintWriter(System.err, true, Charset.defaultCharset()));
            awaitEnd(loader);
            return exitCode;
        }
    }

    /** An end in the middle of the loading would leave an unpacked library behind. */
    private static void awaitEnd(Thread loader) {
        try {
            loader.join(MAX_LOADING_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int executeAny(String... arguments) {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> explain(failure, command.getErr()))
                .execute(arguments);
    }

    /** Expected failures are one line; a stack trace would hide it. */
    private static int explain(Exception failure, PrintWriter out) {
        out.println("potluck: " + OneLine.of(failure));
        out.flush();
        return failure instanceof SettingsException
                ? CommandLine.ExitCode.USAGE
                : CommandLine.ExitCode.SOFTWARE;
    }
}
