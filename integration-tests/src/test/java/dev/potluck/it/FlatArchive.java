package dev.potluck.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A signed archive without a dists folder: Release, Packages and packages side by side. */
final class FlatArchive {
    static final String PACKAGE = "potluck-flat";

    private final Path folder;

    private FlatArchive(Path folder) {
        this.folder = folder;
    }

    /** Makes one with a single package. */
    static FlatArchive in(Path folder) {
        try {
            PackageMaker.binary(new PackageMaker.Spec(PACKAGE, "1.2", 30_000, ""), folder);
            Path packages = list("packages", folder, folder.resolve("Packages"));
            Command.of("gzip", "-nk", packages.toString()).run().orFail();
            // outside the folder, or it would list itself
            Path release = list("release", folder, folder.resolveSibling("Release"));
            SigningKey.ofThisRun().clearSign(release, folder.resolve("InRelease"));
            Files.move(release, folder.resolve("Release"));
            return new FlatArchive(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    AptSource source(String uri) {
        Path key = folder.resolveSibling("flat-key.gpg");
        if (!Files.exists(key)) {
            SigningKey.ofThisRun().exportTo(key);
        }
        return new AptSource(uri + "/", List.of("./"), "", "signed-by=" + key);
    }

    private static Path list(String command, Path folder, Path output) {
        Command.of("apt-ftparchive", command, ".")
                .in(folder)
                .outputTo(output)
                .run()
                .orFail();
        return output;
    }
}
