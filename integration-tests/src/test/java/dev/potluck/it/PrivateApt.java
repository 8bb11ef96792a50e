package dev.potluck.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The machine's real apt-get in a root of its own: own sources, lists, cache and an empty dpkg
 * status, so that nothing of the machine is read (but its keys) or changed.
 */
public final class PrivateApt {
    private static final Path MACHINE_KEYS = Path.of("/etc/apt/trusted.gpg.d");
    private static final Path SHIPPED_KEYS = Path.of("/usr/share/keyrings");

    private final Path root;
    private final List<AptSource> sources = new ArrayList<>();
    private final Map<String, String> options = new LinkedHashMap<>();
    private final List<String> prefix = new ArrayList<>();
    private String machineOptions = "";
    private String status = "";
    private boolean withSource;
    private Duration limit = Command.DEFAULT_LIMIT;

    private PrivateApt(Path root) {
        this.root = root;
        options.put("Acquire::Languages", "none");
        options.put("Acquire::Retries", "0");
        options.put("Acquire::http::Proxy", "DIRECT");
        options.put("Acquire::http::Timeout", "30");
        options.put("APT::Architecture", Machine.architecture());
        options.put("APT::Sandbox::User", "root");
        // apt-get update ends with 0 when an index could not be had: say so instead
        options.put("APT::Update::Error-Mode", "any");
        options.put("APT::Get::Assume-Yes", "true");
        options.put("Dpkg::Use-Pty", "false");
        options.put("quiet", "1");
    }

    /** @param root a folder that this client makes and has for itself */
    public static PrivateApt in(Path root) {
        return new PrivateApt(root);
    }

    public PrivateApt source(AptSource source) {
        sources.add(source);
        return this;
    }

    /** Also asks for {@code deb-src}. */
    PrivateApt withSource() {
        withSource = true;
        return this;
    }

    /** For the archive that the machine's sources name: how its owner has apt check dates. */
    public PrivateApt withDateChecksOfMachine() {
        machineOptions = MachineSources.dateChecks();
        return this;
    }

    public PrivateApt proxy(int nodePort) {
        return option("Acquire::http::Proxy", "http://127.0.0.1:" + nodePort);
    }

    public PrivateApt option(String key, String value) {
        options.put(key, value);
        return this;
    }

    /** Runs apt in the network of another process. */
    PrivateApt inNetworkOf(long pid) {
        prefix.addAll(Namespaces.enter(pid));
        return this;
    }

    /** Has dpkg's status say that a package is installed already. */
    PrivateApt installed(String name, String version) {
        status = """
                Package: %s
                Status: install ok installed
                Version: %s
                Architecture: all
                Maintainer: Potluck <tests@potluck.invalid>
                Description: as if installed

                """.formatted(name, version);
        return this;
    }

    public PrivateApt within(Duration newLimit) {
        limit = newLimit;
        return this;
    }

    public Command.Outcome update() {
        return run(root, "update");
    }

    /** Downloads the packages and all that they depend on. */
    public Command.Outcome install(String... packages) {
        List<String> words = new ArrayList<>(List.of("install", "--download-only"));
        words.addAll(Arrays.asList(packages));
        return run(root, words.toArray(String[]::new));
    }

    /** Downloads the newer versions of what is installed. */
    Command.Outcome upgrade() {
        return run(root, "upgrade", "--download-only");
    }

    /** Downloads a source package into {@link #sourceFolder}. */
    Command.Outcome source(String... packages) {
        List<String> words = new ArrayList<>(List.of("source", "--download-only"));
        words.addAll(Arrays.asList(packages));
        return run(sourceFolder(), words.toArray(String[]::new));
    }

    /** File name -> SHA-256 of the packages that apt has downloaded. */
    Map<String, String> downloads() {
        try {
            Map<String, String> hashes = Hashes.ofFolder(root.resolve("cache/archives"));
            hashes.remove("lock");
            return hashes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path sourceFolder() {
        return root.resolve("source");
    }

    Path listsFolder() {
        return root.resolve("state/lists");
    }

    private Command.Outcome run(Path folder, String... words) {
        try {
            Path configuration = prepare();
            List<String> command = new ArrayList<>(prefix);
            command.add(Tools.require("apt-get"));
            command.addAll(Arrays.asList(words));
            return Command.of(command)
                    .in(folder)
                    .with("APT_CONFIG", configuration.toString())
                    .within(limit)
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path prepare() throws IOException {
        for (String folder : List.of(
                "etc/sources.list.d",
                "etc/apt.conf.d",
                "etc/preferences.d",
                "etc/trusted.gpg.d",
                "state/lists/partial",
                "cache/archives/partial",
                "source",
                "log")) {
            Files.createDirectories(root.resolve(folder));
        }
        copyKeys(MACHINE_KEYS, "*.{asc,gpg}");
        copyKeys(SHIPPED_KEYS, "*-archive-keyring.gpg");
        Files.writeString(root.resolve("state/status"), status);
        List<String> lines = new ArrayList<>();
        sources.forEach(source -> lines.addAll(source.lines(withSource)));
        Files.write(root.resolve("etc/sources.list"), lines);

        StringBuilder text = new StringBuilder();
        text.append("Dir \"").append(root).append("/\";\n");
        text.append("Dir::Etc \"").append(root).append("/etc\";\n");
        text.append("Dir::State \"").append(root).append("/state\";\n");
        text.append("Dir::State::status \"").append(root).append("/state/status\";\n");
        text.append("Dir::Cache \"").append(root).append("/cache\";\n");
        text.append("Dir::Log \"").append(root).append("/log\";\n");
        options.forEach(
                (key, value) -> text.append(key).append(" \"").append(value).append("\";\n"));
        text.append(machineOptions);
        return Files.writeString(root.resolve("apt.conf"), text);
    }

    private void copyKeys(Path folder, String glob) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> keys = Files.newDirectoryStream(folder, glob)) {
            for (Path key : keys) {
                Path copy = root.resolve("etc/trusted.gpg.d")
                        .resolve(key.getFileName().toString());
                if (!Files.exists(copy)) {
                    Files.copy(key, copy);
                }
            }
        }
    }
}
