package dev.potluck.app;

import dev.potluck.app.settings.SettingsException;
import dev.potluck.app.settings.SettingsReader;
import dev.potluck.app.settings.SettingsReference;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** {@code potluck settings}. */
@Command(
        name = "settings",
        description = "Shows every setting as it would hold for run with the same options.",
        mixinStandardHelpOptions = true)
final class SettingsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(names = "--reference", description = "Describes the settings instead, in Markdown.")
    private boolean reference;

    @Override
    public Integer call() throws SettingsException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (reference) {
            out.print(SettingsReference.markdown());
        } else {
            SettingsReader reader = options.reader();
            reader.read();
            reader.listing().forEach(out::println);
        }
        out.flush();
        return 0;
    }
}
