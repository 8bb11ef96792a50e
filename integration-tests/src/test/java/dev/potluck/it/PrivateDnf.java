package dev.potluck.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The machine's real dnf in a root of its own: own repositories, cache and packages. */
final class PrivateDnf {
    private final Path root;
    private final Path repositories;
    private final List<String> lines = new ArrayList<>();

    private PrivateDnf(Path root, Path repositories) {
        this.root = root;
        this.repositories = repositories;
    }

    /**
     * @param root a folder that this client makes and has for itself
     * @param source a line of the repository's section: {@code baseurl=...}, {@code metalink=...}
     */
    static PrivateDnf in(Path root, String... source) {
        PrivateDnf dnf = new PrivateDnf(root, root.resolve("repos"));
        dnf.lines.addAll(List.of("[test]", "name=test", "enabled=1", "gpgcheck=0"));
        dnf.lines.addAll(Arrays.asList(source));
        return dnf;
    }

    /** With the {@code .repo} files that are in a folder. */
    static PrivateDnf withRepositories(Path root, Path repositories) {
        return new PrivateDnf(root, repositories);
    }

    /** Refuses indexes that are not signed by this run's key. */
    PrivateDnf checkingSignatures() {
        Path key = SigningKey.ofThisRun().exportArmoredTo(root.resolveSibling("key.asc"));
        lines.add("repo_gpgcheck=1");
        lines.add("gpgkey=file://" + key);
        return this;
    }

    Command.Outcome makecache() {
        return run("makecache", "--refresh");
    }

    Command.Outcome install(String... packages) {
        List<String> words = new ArrayList<>(List.of("install", "--downloadonly"));
        words.addAll(Arrays.asList(packages));
        return run(words.toArray(String[]::new));
    }

    /** Puts packages into the root for good. */
    Command.Outcome installForGood(String... packages) {
        List<String> words = new ArrayList<>(
                List.of("install", "--setopt=tsflags=nodocs,noscripts", "--nogpgcheck"));
        words.addAll(Arrays.asList(packages));
        return run(words.toArray(String[]::new));
    }

    Command.Outcome upgrade() {
        return run("upgrade", "--downloadonly", "--refresh");
    }

    /** Copies the whole repository; the plugin's package cannot stand beside zypper's. */
    Command.Outcome reposync(Path target) {
        return run("reposync", "--download-metadata", "--download-path", target.toString());
    }

    /** File name -> SHA-256 of the packages that dnf has downloaded. */
    Map<String, String> downloads() {
        Map<String, String> hashes = new TreeMap<>();
        for (Path file : Folders.files(root)) {
            if (file.toString().endsWith(".rpm")) {
                try {
                    hashes.put(file.getFileName().toString(), Hashes.sha256(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return hashes;
    }

    private Command.Outcome run(String... words) {
        try {
            Files.createDirectories(root.resolve("root"));
            if (!lines.isEmpty()) {
                Files.createDirectories(repositories);
                Files.write(repositories.resolve("test.repo"), lines);
            }
            Path configuration =
                    Files.writeString(root.resolve("dnf.conf"), """
                    [main]
                    cachedir=%s/cache
                    persistdir=%s/persist
                    logdir=%s/log
                    varsdir=%s/vars
                    reposdir=%r
                    pluginpath=%p
                    pluginconfpath=%s/pluginconf
                    keepcache=1
                    retries=2
                    timeout=30
                    module_platform_id=platform:f39
                    """.replace("%s/", root + "/")
                            .replace("=%r", "=" + repositories)
                            .replace("=%p", "=" + DnfPlugins.folder()));
            List<String> command = new ArrayList<>(List.of(
                    Tools.require("dnf"),
                    "-y",
                    "-c",
                    configuration.toString(),
                    "--installroot=" + root.resolve("root"),
                    "--releasever=39"));
            command.addAll(Arrays.asList(words));
            return Command.of(command)
                    .with("HOME", root.toString())
                    .with("PYTHONPATH", DnfPlugins.modules().toString())
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
