package dev.potluck.app;

import dev.potluck.app.settings.SettingsException;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program {@code potluck}. */
@Command(
        name = "potluck",
        description = "A package proxy in which everyone brings what they already downloaded.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {RunCommand.class, StatusCommand.class, SettingsCommand.class})
final class Main {
    private Main() {}

    /** Runs one command, and ends with its exit code: 0 good, 1 failed, 2 wrongly called. */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler(Main::explain)
                .execute(arguments);
    }

    /** Expected failures are one line; a stack trace would hide it. */
    private static int explain(
            Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().println("potluck: " + OneLine.of(failure));
        command.getErr().flush();
        return failure instanceof SettingsException
                ? CommandLine.ExitCode.USAGE
                : CommandLine.ExitCode.SOFTWARE;
    }
}
