package dev.potluck.app;

import dev.potluck.app.settings.ByteSize;
import dev.potluck.app.settings.SettingsException;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** {@code potluck peers}. */
@Command(
        name = "peers",
        description = "Shows the nodes of this network, and what goes to and comes from peers.",
        mixinStandardHelpOptions = true)
final class PeersCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HomeOptions options = new HomeOptions();

    @Option(names = "--json", description = "Prints the answer as JSON, for programs.")
    private boolean json;

    @Override
    public Integer call() throws SettingsException, IOException {
        NodeClient node = new NodeClient(options.node());
        JsonObject status = new JsonObject(node.get("/-/api/v1/status"));
        JsonObject peers = status.getJsonObject("peers");
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                json
                        ? peers.encodePrettily() + "\n"
                        : text(peers, status.getJsonObject("traffic")));
        out.flush();
        return 0;
    }

    private static String text(JsonObject peers, JsonObject traffic) {
        if (!peers.getBoolean("enabled")) {
            return "peers = false in the settings: files come from mirrors alone\n";
        }
        StringBuilder text = new StringBuilder();
        line(
                text,
                "serving",
                peers.getBoolean("served") ? "yes" : "no: its port is not open (see the log)");
        line(text, "uploads", peers.getInteger("uploads") + " now");
        line(
                text,
                "uploaded",
                ByteSize.format(peers.getLong("uploadedThisMonthBytes")) + " this month to others"
                        + " than neighbours, of "
                        + ByteSize.format(peers.getLong("uploadMonthLimitBytes")));
        line(text, "came from", ByteSize.format(traffic.getLong("fromPeersBytes")) + " from peers");
        line(text, "banned", peers.getInteger("banned") + " for sending wrong bytes");
        JsonArray neighbours = peers.getJsonArray("neighbours");
        if (neighbours.isEmpty()) {
            line(text, "neighbour", "none found on this network");
        }
        for (int i = 0; i < neighbours.size(); i++) {
            JsonObject neighbour = neighbours.getJsonObject(i);
            line(
                    text,
                    "neighbour",
                    neighbour.getString("address") + "  node " + neighbour.getString("nodeId"));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("%-10s  %s%n".formatted(name, value));
    }
}
