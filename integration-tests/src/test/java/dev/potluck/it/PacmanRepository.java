package dev.potluck.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A repository with one package, its database made by repo-add and signed by gpg. */
final class PacmanRepository {
    static final String PACKAGE = "hello";

    private static final int SIZE_BYTES = 400_000;

    private final Path folder;
    private final String compression;

    /**
     * @param folder what a mirror serves; the repository is in its folder {@code os}
     * @param compression of the database: {@code gz}, {@code zst} or {@code xz}
     */
    PacmanRepository(Path folder, String compression) {
        this.folder = folder;
        this.compression = compression;
    }

    Path folder() {
        return folder;
    }

    Path packageFile(String version) {
        return folder.resolve("os/hello-" + version + "-any.pkg.tar.zst");
    }

    /** Adds a package as makepkg makes it, but for what pacman does not look at. */
    PacmanRepository publish(String version) {
        try {
            Path content = Files.createDirectories(
                    folder.resolveSibling(folder.getFileName() + "-package-" + version));
            Files.createDirectories(folder.resolve("os"));
            Files.write(content.resolve("data"), PackageMaker.noise(version, SIZE_BYTES));
            Files.writeString(content.resolve(".PKGINFO"), """
                    pkgname = hello
                    pkgbase = hello
                    pkgver = %s
                    pkgdesc = For the tests
                    url = https://example.org
                    builddate = 1700000000
                    packager = Nobody
                    size = %d
                    arch = any
                    """.formatted(version, SIZE_BYTES));
            Path file = packageFile(version);
            Command.of(
                            "tar",
                            "--zstd",
                            "-C",
                            content.toString(),
                            "-cf",
                            file.toString(),
                            ".PKGINFO",
                            "data")
                    .run()
                    .orFail();
            Path database = folder.resolve("os/test.db.tar." + compression);
            Command.of("repo-add", "--quiet", database.toString(), file.toString())
                    .with("TMPDIR", content.toString())
                    .run()
                    .orFail();
            SigningKey.ofThisRun().detachSign(database, folder.resolve("os/test.db.sig"));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
