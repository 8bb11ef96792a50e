package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Indexes that are signed and match their hashes, and mean harm all the same. */
class HostileIndexTest {
    private static final long BOMB_BYTES = 600L << 20;
    private static final long MEMORY_LIMIT_KB = 256 << 10;
    private static final String INDEXES = "/dists/stable/main/binary-" + Machine.architecture();

    @TempDir
    private Path folder;

    @Test
    void get_indexListsPathsOutsideTheArchive_areNotServed() throws IOException {
        String evil = """

                Package: evil
                Version: 1
                Architecture: all
                Filename: ../../../../../../../../etc/passwd
                Size: %d
                SHA256: %s

                """;
        byte[] passwd = Files.readAllBytes(Path.of("/etc/passwd"));
        LocalArchive archive = LocalArchive.standard(folder.resolve("archive"))
                .publish(indexes -> replacePackages(
                        indexes, evil.formatted(passwd.length, Hashes.sha256(passwd))));
        try (Scene scene = Scene.of(folder, archive)) {
            scene.apt("apt").update();

            for (String path : new String[] {
                "/../../../../../../../../etc/passwd",
                "/pool/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
                "/pool/..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc/passwd"
            }) {
                RawClient.Answer answer = scene.get(path);
                assertThat(answer.status()).as(path).isBetween(400, 599);
                assertThat(answer.body().toString()).doesNotContain("root:");
            }
            assertStillWell(scene);
        }
    }

    @Test
    void get_indexIsADecompressionBomb_nodeStaysSmall() throws IOException {
        LocalArchive archive = LocalArchive.standard(folder.resolve("archive")).publish(indexes -> {
            Path packages = indexes.resolve("Packages");
            Files.delete(packages);
            try (var channel = Files.newByteChannel(
                    packages, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                channel.position(BOMB_BYTES);
                channel.write(ByteBuffer.wrap(new byte[1]));
            }
            Command.of("xz", "-0", "-T2", "-f", packages.toString()).run().orFail();
            Files.delete(indexes.resolve("Packages.gz"));
        });
        try (Scene scene = Scene.of(folder, archive)) {
            scene.get("/dists/stable/InRelease");
            scene.get(INDEXES + "/Packages.xz");

            assertStillWell(scene);
            assertThat(scene.node().residentKb()).isLessThan(MEMORY_LIMIT_KB);
        }
    }

    @Test
    void get_compressedIndexIsCutOff_nodeStaysWell() throws IOException {
        LocalArchive archive = LocalArchive.standard(folder.resolve("archive")).publish(indexes -> {
            Path compressed = indexes.resolve("Packages.xz");
            byte[] bytes = Files.readAllBytes(compressed);
            Files.write(compressed, Arrays.copyOf(bytes, bytes.length / 2));
        });
        try (Scene scene = Scene.of(folder, archive)) {
            scene.get("/dists/stable/InRelease");
            scene.get(INDEXES + "/Packages.xz");

            assertStillWell(scene);
        }
    }

    @Test
    void get_indexIsNoIndex_nodeStaysWell() throws IOException {
        LocalArchive archive = LocalArchive.standard(folder.resolve("archive"))
                .publish(indexes -> replacePackages(
                        indexes,
                        new String(
                                PackageMaker.noise("noise", 500_000),
                                StandardCharsets.ISO_8859_1)));
        try (Scene scene = Scene.of(folder, archive)) {
            scene.get("/dists/stable/InRelease");
            for (String name : new String[] {"Packages", "Packages.gz", "Packages.xz"}) {
                scene.get(INDEXES + "/" + name);
            }

            assertStillWell(scene);
        }
    }

    @Test
    void get_rootIndexIsNoise_isRefusedOrPassedButNotKept() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            scene.apt("apt").update().orFail();
            Path root = scene.archive().folder().resolve("dists/stable/InRelease");
            Files.write(root, PackageMaker.noise("root", 3 << 20));
            Files.delete(root.resolveSibling("Release"));
            Files.delete(root.resolveSibling("Release.gpg"));

            scene.apt("second").update().orFail();

            assertStillWell(scene);
        }
    }

    /** The node lives, says so, and serves an honest file. */
    private static void assertStillWell(Scene scene) throws IOException {
        assertThat(scene.node().isAlive()).isTrue();
        assertThat(scene.node().status().getString("version")).isNotBlank();
        RawClient.Answer answer = scene.get(scene.path(LocalArchive.TINY));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().sha256()).isEqualTo(scene.sha256(LocalArchive.TINY));
    }

    private static void replacePackages(Path indexes, String text) throws IOException {
        Path packages = indexes.resolve("Packages");
        Files.delete(packages);
        Files.writeString(packages, text, StandardCharsets.ISO_8859_1);
        Command.of("xz", "-0", "-kf", packages.toString()).run().orFail();
        Command.of("gzip", "-nkf", packages.toString()).run().orFail();
    }
}
