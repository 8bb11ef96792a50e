package dev.potluck.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Packages of an archive whose versions differ a little, as those of real ones do, packed by xz. A
 * version that is superseded is still in the pool, but no index lists it any more.
 */
final class VersionedPackages {
    private static final int WORDS = 100_000;
    private static final int WORDS_BETWEEN_CHANGES = 1_000;
    private static final int VOCABULARY = 5_000;
    private static final Duration INSTALL_LIMIT = Duration.ofSeconds(30);

    private final LocalArchive archive;
    private final Path aside;

    /** @param aside a folder for what must not be listed */
    VersionedPackages(LocalArchive archive, Path aside) {
        this.archive = archive;
        this.aside = aside;
    }

    /** Publishes a version of each package, and lists no older one. */
    void publish(int version, List<String> names) {
        try {
            Files.createDirectories(aside);
            for (String name : names) {
                build(name, version);
                for (int old = 1; old < version; old++) {
                    move(file(name, old), aside.resolve(file(name, old).getFileName()));
                }
            }
            archive.publish();
            for (String name : names) {
                for (int old = 1; old < version; old++) {
                    move(aside.resolve(file(name, old).getFileName()), file(name, old));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has a client get a version of each, which the node is to have seen listed. */
    void install(PrivateApt apt, int version, List<String> names) {
        List<String> files = names.stream()
                .map(name -> file(name, version).getFileName().toString())
                .toList();
        await(files.toString()).atMost(INSTALL_LIMIT).until(() -> {
            apt.update().orFail();
            apt.install(names.toArray(String[]::new));
            return apt.downloads().keySet().containsAll(files);
        });
    }

    private static void move(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.move(from, to);
        }
    }

    /** Where a version's file stands. */
    Path file(String name, int version) {
        return archive.folder().resolve("pool/main/" + name + "_" + version + "_all.deb");
    }

    /** Its path on the mirror. */
    String path(String name, int version) {
        return archive.path(file(name, version));
    }

    String sha256(String name, int version) throws IOException {
        return Hashes.sha256(file(name, version));
    }

    private void build(String name, int version) throws IOException {
        Path work = Files.createTempDirectory(aside, "deb-");
        Path share = Files.createDirectories(work.resolve("usr/share/" + name));
        Files.writeString(share.resolve("words"), words(name, version), StandardCharsets.US_ASCII);
        Files.createDirectory(work.resolve("DEBIAN"));
        Files.write(
                work.resolve("DEBIAN/control"),
                List.of(
                        "Package: " + name,
                        "Version: " + version,
                        "Architecture: all",
                        "Maintainer: Potluck <tests@potluck.invalid>",
                        "Section: misc",
                        "Description: words"));
        Command.of(
                        "dpkg-deb",
                        "--root-owner-group",
                        "-Zxz",
                        "--build",
                        work.toString(),
                        file(name, version).toString())
                .run()
                .orFail();
        Folders.delete(work);
    }

    private static String words(String name, int version) {
        Random random = new Random(name.hashCode());
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < WORDS; i++) {
            String word = Integer.toString(random.nextInt(VOCABULARY), 36);
            text.append(i % WORDS_BETWEEN_CHANGES == 0 ? "version" + version : word)
                    .append(' ');
        }
        return text.toString();
    }
}
