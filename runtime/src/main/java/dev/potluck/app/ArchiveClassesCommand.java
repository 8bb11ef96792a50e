package dev.potluck.app;

import dev.potluck.app.settings.Settings;
import dev.potluck.app.settings.Settings.LogLevel;
import dev.potluck.app.settings.SettingsException;
import dev.potluck.app.settings.SettingsReader;
import dev.potluck.store.FolderTree;

import org.slf4j.LoggerFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;

/**
 * {@code potluck archive-classes}: runs a node in an empty home for a moment and has it load what
 * nodes load, for the launcher, which lets the virtual machine archive these classes at its end.
 */
@Command(
        name = "archive-classes",
        description = "Makes the class-data archive that lets nodes start fast.",
        mixinStandardHelpOptions = true,
        hidden = true)
final class ArchiveClassesCommand implements Callable<Integer> {
    /** The last one is a mirror's file, and nobody is there (RFC 863): it loads the data path. */
    private static final List<String> PAGES = List.of(
            "/-/health",
            "/",
            "/-/api/v1/status",
            "/-/metrics",
            "/127.0.0.1:9/debian/dists/stable/InRelease");

    @Mixin
    private HomeOptions options = new HomeOptions();

    @Override
    public Integer call() throws SettingsException, StartException, IOException, TimeoutException {
        Logging.setLevel(LogLevel.ERROR);
        Path home = Files.createTempDirectory(
                Files.createDirectories(options.home().resolve("tmp")), "training");
        try {
            Settings settings = new SettingsReader()
                    .addAssignment("listen=127.0.0.1:0")
                    .addAssignment("peer-listen=127.0.0.1:0")
                    .addAssignment("lan=false")
                    .read();
            try (Node node = Node.start(home, settings, RunCommand.builtInPlugins())) {
                PAGES.forEach(page -> ask(node, page));
            }
        } finally {
            FolderTree.delete(home);
        }
        return 0;
    }

    private static void ask(Node node, String page) {
        try {
            new NodeClient(node.listen()).get(page);
        } catch (IOException expected) { // no mirror answers
            LoggerFactory.getLogger(ArchiveClassesCommand.class).debug("{}", page, expected);
        }
    }
}
