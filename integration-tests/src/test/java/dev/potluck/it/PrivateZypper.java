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

/** The machine's real zypper in a root of its own: own repositories, cache and packages. */
final class PrivateZypper {
    private final Path root;
    private final Path repositories;

    private PrivateZypper(Path root, Path repositories) {
        this.root = root;
        this.repositories = repositories;
    }

    /** With one repository at this address. */
    static PrivateZypper in(Path root, String url) throws IOException {
        Path repositories = Files.createDirectories(root.resolve("repos"));
        Files.writeString(repositories.resolve("test.repo"), """
                [test]
                name=test
                enabled=1
                autorefresh=1
                baseurl=%s
                type=rpm-md
                gpgcheck=0
                """.formatted(url));
        return withRepositories(root, repositories);
    }

    /** With the {@code .repo} files that are in a folder. */
    static PrivateZypper withRepositories(Path root, Path repositories) {
        return new PrivateZypper(root, repositories);
    }

    Command.Outcome refresh() {
        return run("refresh", "--force");
    }

    Command.Outcome install(String... packages) {
        List<String> words = new ArrayList<>(
                List.of("install", "--download-only", "-y", "--allow-unsigned-rpm"));
        words.addAll(Arrays.asList(packages));
        return run(words.toArray(String[]::new));
    }

    /** File name -> SHA-256 of the packages that zypper has downloaded. */
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
        List<String> command = new ArrayList<>(List.of(
                Tools.require("zypper"),
                "--non-interactive",
                "--no-gpg-checks",
                "--root",
                root.resolve("root").toString(),
                "--reposd-dir",
                repositories.toString(),
                "--cache-dir",
                root.resolve("cache").toString()));
        command.addAll(Arrays.asList(words));
        return Command.of(command).with("HOME", root.toString()).run();
    }
}
