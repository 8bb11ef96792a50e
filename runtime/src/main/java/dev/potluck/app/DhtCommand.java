package dev.potluck.app;

import dev.potluck.app.settings.SettingsException;

import io.vertx.core.json.JsonObject;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

/** {@code potluck dht}. */
@Command(
        name = "dht",
        description = "Asks the running node's DHT.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "nodes|lookup",
        subcommands = {DhtCommand.Nodes.class, DhtCommand.Lookup.class})
final class DhtCommand {
    /** A lookup ends after so long at the latest, and a bit. */
    private static final int TIMEOUT_MS = 20_000;

    private DhtCommand() {}

    /** What both have in common. */
    private abstract static class OnDht implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private HomeOptions options = new HomeOptions();

        @Option(names = "--json", description = "Prints the answer as JSON, for programs.")
        private boolean json;

        abstract String path();

        abstract String text(JsonObject answer);

        abstract int exitCode(JsonObject answer);

        @Override
        public Integer call() throws SettingsException, IOException {
            String body = new NodeClient(options.node()).get(path(), TIMEOUT_MS);
            JsonObject answer = new JsonObject(body);
            PrintWriter out = spec.commandLine().getOut();
            out.print(json ? body : text(answer));
            out.flush();
            return exitCode(answer);
        }
    }

    /** {@code potluck dht nodes}. */
    @Command(
            name = "nodes",
            description = "Lists the nodes that the node knows, the nearest to its own id first.",
            mixinStandardHelpOptions = true)
    static final class Nodes extends OnDht {
        @Override
        String path() {
            return "/-/api/v1/dht/nodes";
        }

        @Override
        String text(JsonObject answer) {
            return DhtText.nodes(answer);
        }

        @Override
        int exitCode(JsonObject answer) {
            return 0;
        }
    }

    /** {@code potluck dht lookup}. */
    @Command(
            name = "lookup",
            description = "Looks for the peers that have a file; fails if there is none.",
            mixinStandardHelpOptions = true)
    static final class Lookup extends OnDht {
        @Parameters(
                paramLabel = "HASH",
                description = "The file's SHA-256, or its key, the first 40 digits of that.")
        private String hash = "";

        @Override
        String path() {
            return "/-/api/v1/dht/lookup?hash=" + URLEncoder.encode(hash, StandardCharsets.UTF_8);
        }

        @Override
        String text(JsonObject answer) {
            return DhtText.lookup(answer);
        }

        @Override
        int exitCode(JsonObject answer) {
            return answer.getJsonArray("peers").isEmpty() ? 1 : 0;
        }
    }
}
