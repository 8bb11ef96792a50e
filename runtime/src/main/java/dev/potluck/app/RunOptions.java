package dev.potluck.app;

import dev.potluck.app.settings.Settings;
import dev.potluck.app.settings.SettingsException;
import dev.potluck.app.settings.SettingsReader;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The options of a node that is started: those of every command, and its place among others. */
final class RunOptions {
    @Mixin
    private HomeOptions common = new HomeOptions();

    @Option(
            names = "--peer-listen",
            paramLabel = "HOST:PORT",
            description = "Where other nodes reach this one. Default: [::]:9978.")
    private @Nullable String peerListen;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "A node through which to join the network; may be repeated.")
    private List<String> bootstrap = new ArrayList<>();

    /**
     * Takes one option as {@code --name value} would give it.
     *
     * @return whether there is such an option
     */
    boolean take(String name, String value) {
        switch (name) {
            case "--peer-listen" -> peerListen = value;
            case "--bootstrap" -> bootstrap.add(value);
            default -> {
                return common.take(name, value);
            }
        }
        return true;
    }

    /** The home that is meant, absolute; it need not exist. */
    Path home() {
        return common.home();
    }

    /** The settings of the file and the flags together. */
    Settings settings() throws SettingsException, IOException {
        return reader().read();
    }

    /** What was written in the file and the flags. A pipe can be read once only. */
    SettingsReader reader() throws SettingsException, IOException {
        SettingsReader reader = common.reader();
        if (peerListen != null) {
            reader.addFlag("--peer-listen", "peer-listen", peerListen);
        }
        if (!bootstrap.isEmpty()) {
            reader.addFlag("--bootstrap", "bootstrap", String.join(",", bootstrap));
        }
        return reader;
    }
}
