package dev.potluck.app;

import dev.potluck.app.settings.SettingsException;

import io.vertx.core.json.JsonObject;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** {@code potluck status}. */
@Command(
        name = "status",
        description = "Shows what the running node does.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    static final String STATUS_PATH = "/-/api/v1/status";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HomeOptions options = new HomeOptions();

    @Option(names = "--json", description = "Prints the status as JSON, for programs.")
    private boolean json;

    @Override
    public Integer call() throws SettingsException, IOException {
        String body = new NodeClient(options.node()).get(STATUS_PATH);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? body : StatusText.of(new JsonObject(body)));
        out.flush();
        return 0;
    }
}
