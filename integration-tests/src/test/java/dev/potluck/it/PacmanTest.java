package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Real pacman through the node, against a database made by repo-add. */
final class PacmanTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"gz", "zst", "xz"})
    void download_coldAndCutOff_getsThePackage(String compression) throws IOException {
        Path archive = archive(compression, "1.0-1");
        Path keyring = SigningKey.ofThisRun().exportTo(folder.resolve("keyring.gpg"));
        try (FaultyMirror mirror = FaultyMirror.of(archive);
                PotluckProcess node =
                        Scene.plan(folder.resolve("home"), keyring).start()) {
            pacman("first", node, mirror, "-Syw");
            assertThat(downloaded("first", "1.0-1"))
                    .hasSameBinaryContentAs(packageFile(archive, "1.0-1"));
            assertThat(node.log()).contains("test.db is at a new state (signed by");

            mirror.forgetRequests();
            mirror.refuse();
            pacman("second", node, mirror, "-Syw");
            assertThat(downloaded("second", "1.0-1"))
                    .hasSameBinaryContentAs(packageFile(archive, "1.0-1"));
        }
    }

    @Test
    void download_repositoryChanged_getsTheNewVersion() throws IOException {
        Path archive = archive("gz", "1.0-1");
        Path keyring = SigningKey.ofThisRun().exportTo(folder.resolve("keyring.gpg"));
        try (FaultyMirror mirror = FaultyMirror.of(archive);
                PotluckProcess node =
                        Scene.plan(folder.resolve("home"), keyring).start()) {
            pacman("client", node, mirror, "-Syw");
            archive("gz", "2.0-1");
            Await.until("the new version", Duration.ofSeconds(30), () -> {
                pacman("client", node, mirror, "-Syyw");
                return Files.exists(downloaded("client", "2.0-1"));
            });
            assertThat(downloaded("client", "2.0-1"))
                    .hasSameBinaryContentAs(packageFile(archive, "2.0-1"));
        }
    }

    private static Path packageFile(Path archive, String version) {
        return archive.resolve("os/hello-" + version + "-any.pkg.tar.zst");
    }

    private Path downloaded(String client, String version) {
        return folder.resolve(client).resolve("cache/hello-" + version + "-any.pkg.tar.zst");
    }

    /** A package as makepkg makes it, but for what pacman does not look at. */
    private Path archive(String compression, String version) throws IOException {
        Path archive = folder.resolve("archive");
        Path content = Files.createDirectories(folder.resolve("package-" + version));
        Files.createDirectories(archive.resolve("os"));
        byte[] data = new byte[400_000];
        new java.util.Random(version.hashCode()).nextBytes(data);
        Files.write(content.resolve("data"), data);
        Files.writeString(content.resolve(".PKGINFO"), """
                pkgname = hello
                pkgbase = hello
                pkgver = %s
                pkgdesc = For the tests
                url = https://example.org
                builddate = 1700000000
                packager = Nobody
                size = 400000
                arch = any
                """.formatted(version));
        Path file = packageFile(archive, version);
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
        Path database = archive.resolve("os/test.db.tar." + compression);
        Command.of("repo-add", "--quiet", database.toString(), file.toString())
                .with("TMPDIR", folder.toString())
                .run()
                .orFail();
        SigningKey.ofThisRun().detachSign(database, archive.resolve("os/test.db.sig"));
        return archive;
    }

    private void pacman(String client, PotluckProcess node, FaultyMirror mirror, String operation) {
        try {
            run(client, node, mirror, operation);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(String client, PotluckProcess node, FaultyMirror mirror, String operation)
            throws IOException {
        Path root = Files.createDirectories(folder.resolve(client));
        Files.createDirectories(root.resolve("db"));
        Files.createDirectories(root.resolve("cache"));
        Path configuration = Files.writeString(
                root.resolve("pacman.conf"), """
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
                Server = %2$s/127.0.0.1:%3$d/os
                """.formatted(root, node.uri(), mirror.port()));
        Command.of(
                        "pacman",
                        "--config",
                        configuration.toString(),
                        "--noconfirm",
                        "--noprogressbar",
                        operation,
                        "hello")
                .run()
                .orFail();
    }
}
