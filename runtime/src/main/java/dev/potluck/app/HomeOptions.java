package dev.potluck.app;

import dev.potluck.app.settings.HostPort;
import dev.potluck.app.settings.Settings;
import dev.potluck.app.settings.SettingsException;
import dev.potluck.app.settings.SettingsReader;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The options that say which node is meant and how it is set; shared by all commands. */
final class HomeOptions {
    private static final Path SYSTEM_HOME = Path.of("/var/lib/potluck");
    private static final Path SYSTEM_CONFIG = Path.of("/etc/potluck/potluck.toml");

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Where the node keeps everything. Default: /var/lib/potluck as root,"
                    + " ~/.local/share/potluck otherwise.")
    private @Nullable Path home;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The settings. Default: potluck.toml in the home, or"
                    + " /etc/potluck/potluck.toml for the home /var/lib/potluck.")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets one setting, over the file. `potluck settings` lists them.")
    private List<String> assignments = new ArrayList<>();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where the proxy answers. Default: 127.0.0.1:9977.")
    private @Nullable String listen;

    /**
     * Takes one option as {@code --name value} would give it.
     *
     * @return whether there is such an option
     */
    boolean take(String name, String value) {
        switch (name) {
            case "--home" -> home = Path.of(value);
            case "--config" -> config = Path.of(value);
            case "--listen" -> listen = value;
            case "--set" -> assignments.add(value);
            default -> {
                return false;
            }
        }
        return true;
    }

    /**
     * The home that is meant, which has a cache.
     *
     * @throws IOException if it has none
     */
    Path cacheHome() throws IOException {
        Path found = home();
        if (!Files.isDirectory(found.resolve("hashdb"))) {
            throw new IOException("there is no cache in " + found + "; see --home");
        }
        return found;
    }

    /** The home that is meant, absolute; it need not exist. */
    Path home() {
        Path chosen = home == null ? defaultHome(System.getenv(), systemUser()) : home;
        return chosen.toAbsolutePath().normalize();
    }

    private static String systemUser() {
        return System.getProperty("user.name", "");
    }

    static Path defaultHome(Map<String, String> environment, String user) {
        if (user.equals("root")) {
            return SYSTEM_HOME;
        }
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        // "All paths set in these environment variables must be absolute" (XDG Base Directory).
        return data.startsWith("/")
                ? Path.of(data, "potluck")
                : Path.of(environment.getOrDefault("HOME", "."), ".local/share/potluck");
    }

    /** The settings of the file and the flags together. */
    Settings settings() throws SettingsException, IOException {
        return reader().read();
    }

    /** Where the node of that home answers: what it noted there, unless the options say it. */
    HostPort node() throws SettingsException, IOException {
        HostPort configured = settings().listen();
        boolean isSaid = listen != null
                || assignments.stream().anyMatch(set -> set.strip().startsWith("listen="));
        return isSaid ? configured : ListenNote.read(home()).orElse(configured);
    }

    /** What was written in the file and the flags. */
    SettingsReader reader() throws SettingsException, IOException {
        SettingsReader reader = new SettingsReader();
        if (config != null) {
            try {
                reader.addFile(config);
            } catch (NoSuchFileException e) {
                throw new SettingsException(config.toString(), "there is no such file");
            }
        } else if (Files.exists(defaultConfig())) {
            reader.addFile(defaultConfig());
        }
        String level = System.getenv("POTLUCK_LOG");
        if (level != null) {
            reader.addFlag("POTLUCK_LOG", "log-level", level);
        }
        for (String assignment : assignments) {
            reader.addAssignment(assignment);
        }
        return listen == null ? reader : reader.addFlag("--listen", "listen", listen);
    }

    private Path defaultConfig() {
        return home().equals(SYSTEM_HOME) ? SYSTEM_CONFIG : home().resolve("potluck.toml");
    }
}
