package dev.potluck.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * dnf's own plugin {@code reposync}, alone: the others want to be configured. Debian's package of
 * them breaks zypper's, over one manual page: it is unpacked into a folder instead of installed.
 */
final class DnfPlugins {
    private static final String PACKAGE = "dnf-plugins-core";

    private DnfPlugins() {}

    /** The folder with the modules that plugins use. */
    static Path modules() {
        return Shared.FOLDER.resolve("usr/lib/python3/dist-packages");
    }

    /** The folder with the plugin. */
    static Path folder() {
        return Shared.FOLDER.resolve("reposync");
    }

    private static Path unpack() {
        try {
            Path folder = Files.createTempDirectory("potluck-dnf-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Folders.delete(folder)));
            Command.of("apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", PACKAGE)
                    .in(folder)
                    .run()
                    .orFail();
            for (Path file : Folders.files(folder)) {
                Command.of("dpkg-deb", "-x", file.toString(), folder.toString())
                        .run()
                        .orFail();
            }
            Path plugins = folder.resolve("usr/lib/python3/dist-packages/dnf-plugins");
            Files.copy(
                    plugins.resolve("reposync.py"),
                    Files.createDirectories(folder.resolve("reposync")).resolve("reposync.py"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {
        static final Path FOLDER = unpack();
    }
}
