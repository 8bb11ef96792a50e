package dev.potluck.app;

import dev.potluck.app.settings.Settings;
import dev.potluck.app.settings.SettingsException;
import dev.potluck.plugin.PluginException;
import dev.potluck.plugin.PluginHost;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** {@code potluck run}. */
@Command(
        name = "run",
        description = "Runs a node in the foreground, until it is interrupted.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Mixin
    private final RunOptions options;

    RunCommand() {
        this(new RunOptions());
    }

    RunCommand(RunOptions options) {
        this.options = options;
    }

    @Override
    public Integer call()
            throws SettingsException, StartException, IOException, InterruptedException {
        Settings settings = options.settings();
        Logging.setLevel(settings.logLevel());
        Logger log = LoggerFactory.getLogger(RunCommand.class);
        Node node = Node.start(options.home(), settings, builtInPlugins());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node, log), "stop"));
        log.info(
                "potluck {} answers on http://{}/ and keeps its files in {}",
                Version.current(),
                node.listen(),
                options.home());
        new CountDownLatch(1).await();
        return 0;
    }

    /**
     * Ends the process with 0: who asks a node to stop (SIGTERM, SIGINT) does not see a failure.
     */
    private static void stop(Node node, Logger log) {
        int exitCode = 0;
        try {
            node.close();
        } catch (Exception e) {
            log.warn("did not stop cleanly", e);
            exitCode = 1;
        }
        Runtime.getRuntime().halt(exitCode);
    }

    /** Those that ship with the program, and those of a home. */
    static PluginHost loadPlugins(Path home) throws PluginException {
        return PluginHost.load(builtInPlugins(), home.resolve("plugins"), PluginHost.API_VERSION);
    }

    /** The folder of the plugins that ship with the program; the launcher says where that is. */
    static Path builtInPlugins() {
        return Path.of(System.getProperty("potluck.dir", "."), "plugins");
    }
}
