package dev.potluck.app;

import dev.potluck.app.settings.Settings.LogLevel;
import dev.potluck.plugin.PluginException;
import dev.potluck.plugin.PluginHost;
import dev.potluck.plugin.PluginInfo;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** {@code potluck plugins}. */
@Command(
        name = "plugins",
        description = "Lists the plugins that a node would use, and those it would refuse.",
        mixinStandardHelpOptions = true)
final class PluginsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HomeOptions options = new HomeOptions();

    @Override
    public Integer call() throws PluginException {
        Logging.setLevel(LogLevel.ERROR);
        PrintWriter out = spec.commandLine().getOut();
        try (PluginHost host = RunCommand.loadPlugins(options.home())) {
            host.plugins().forEach(plugin -> print(plugin, out));
        }
        out.flush();
        return 0;
    }

    private static void print(PluginInfo plugin, PrintWriter out) {
        out.println(plugin.id() + " " + plugin.version() + ": " + plugin.description());
        plugin.extensions().forEach(extension -> out.println("    " + extension));
        plugin.problem().ifPresent(problem -> out.println("    refused: " + problem));
        out.println("    " + plugin.file());
    }
}
