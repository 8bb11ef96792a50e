package dev.potluck.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine's real pacman in a root of its own: own repositories, cache and packages. */
final class PrivatePacman {
    private final Path root;
    private final String server;

    /** @param server the address of the folder with {@code test.db} */
    PrivatePacman(Path root, String server) {
        this.root = root;
        this.server = server;
    }

    /** A client of a node, by prefix. */
    static PrivatePacman through(PotluckProcess node, FaultyMirror mirror, Path root) {
        return new PrivatePacman(root, node.uri() + "/127.0.0.1:" + mirror.port() + "/os");
    }

    /** Has the database, asked for anew if it is new, and downloads the package. */
    Command.Outcome download() {
        return run("-Syw");
    }

    /** As {@link #download}, with the database whether it is new or not. */
    Command.Outcome downloadAfresh() {
        return run("-Syyw");
    }

    /** Where the package is after the download. */
    Path downloaded(String version) {
        return root.resolve("cache/hello-" + version + "-any.pkg.tar.zst");
    }

    private Command.Outcome run(String operation) {
        try {
            Files.createDirectories(root.resolve("db"));
            Files.createDirectories(root.resolve("cache"));
            Path configuration =
                    Files.writeString(root.resolve("pacman.conf"), """
                    [options]
                    RootDir = %1$s
                    DBPath = %1$s/db
                    CacheDir = %1$s/cache
                    LogFile = %1$s/log
                    GPGDir = %1$s/gnupg
                    HookDir = %1$s/hooks
                    Architecture = auto
                    SigLevel = Never
                    [test]
                    Server = %2$s
                    """.formatted(root, server));
            return Command.of(
                            "pacman",
                            "--config",
                            configuration.toString(),
                            "--noconfirm",
                            "--noprogressbar",
                            operation,
                            PacmanRepository.PACKAGE)
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
