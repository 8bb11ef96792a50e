package dev.potluck.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Makes small but real Debian packages, filled with noise that depends on their name only. */
final class PackageMaker {
    /** What a package is to be; the size is that of its (incompressible) content. */
    record Spec(String name, String version, int sizeBytes, String depends) {
        /** As a file name: the epoch's colon written as %3a, as dpkg-repack and aptly do. */
        String fileName() {
            return name + "_" + version.replace(":", "%3a") + "_all.deb";
        }
    }

    private PackageMaker() {}

    /** Builds the package into a pool folder, and returns the file. */
    static Path binary(Spec spec, Path pool) throws IOException {
        Path work = Files.createTempDirectory("potluck-deb-");
        try {
            Path share = Files.createDirectories(work.resolve("usr/share/" + spec.name()));
            Files.write(
                    share.resolve("noise"), noise(spec.name() + spec.version(), spec.sizeBytes()));
            List<String> control = List.of(
                    "Package: " + spec.name(),
                    "Version: " + spec.version(),
                    "Architecture: all",
                    "Maintainer: Potluck <tests@potluck.invalid>",
                    spec.depends().isEmpty() ? "Section: misc" : "Depends: " + spec.depends(),
                    "Description: noise of " + spec.sizeBytes() + " bytes");
            Files.createDirectory(work.resolve("DEBIAN"));
            Files.write(work.resolve("DEBIAN/control"), control);
            Files.createDirectories(pool);
            Path file = pool.resolve(spec.fileName());
            Command.of(
                            "dpkg-deb",
                            "--root-owner-group",
                            "-Zgzip",
                            "-z1",
                            "--build",
                            work.toString(),
                            file.toString())
                    .run()
                    .orFail();
            return file;
        } finally {
            Folders.delete(work);
        }
    }

    /** Writes a native source package: a .dsc and its tarball. */
    static void source(Spec spec, Path pool) throws IOException {
        Files.createDirectories(pool);
        byte[] tarball = noise("source of " + spec.name(), spec.sizeBytes());
        String tarballName = spec.name() + "_" + spec.version() + ".tar.gz";
        Files.write(pool.resolve(tarballName), tarball);
        List<String> dsc = List.of(
                "Format: 3.0 (native)",
                "Source: " + spec.name(),
                "Binary: " + spec.name(),
                "Architecture: all",
                "Version: " + spec.version(),
                "Maintainer: Potluck <tests@potluck.invalid>",
                "Checksums-Sha256:",
                " " + Hashes.sha256(tarball) + " " + tarball.length + " " + tarballName,
                "Files:",
                " " + Hashes.hex("MD5", tarball) + " " + tarball.length + " " + tarballName);
        Files.write(
                pool.resolve(spec.name() + "_" + spec.version() + ".dsc"),
                dsc,
                StandardCharsets.UTF_8);
    }

    static byte[] noise(String seed, int sizeBytes) {
        byte[] bytes = new byte[sizeBytes];
        new Random(seed.hashCode()).nextBytes(bytes);
        return bytes;
    }
}
