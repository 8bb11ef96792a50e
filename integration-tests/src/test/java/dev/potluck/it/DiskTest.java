package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The disk is full, or someone else changes what is on it. */
class DiskTest {
    private static final int MAX_REQUESTS = 1_000;

    private static final int SHOWN_HASH_DIGITS = 12;
    private static final int SMALL_DISK_KB = 8_000;
    private static final int MIDDLING_DISK_KB = 48_000;

    @TempDir
    private Path folder;

    @Test
    void install_diskFull_clientStillGetsEveryFile() throws IOException {
        LocalArchive archive = LocalArchive.standard(folder.resolve("archive"));
        Path home = Files.createDirectories(folder.resolve("home"));
        try (FaultyMirror mirror = FaultyMirror.of(archive.folder());
                PotluckProcess node = Scene.plan(home, archive)
                        .inside(Namespaces.smallDisk(home.toString(), SMALL_DISK_KB))
                        .start()) {
            for (String name : List.of("first", "second")) {
                PrivateApt apt = apt(archive, mirror, node, name);

                apt.update().orFail();
                apt.install(LocalArchive.LARGE).orFail();

                assertThat(apt.downloads()).hasSize(6);
            }
            assertThat(node.isAlive()).isTrue();
        }
    }

    /** All that a sweep writes itself needs room that is not there. */
    @Test
    void cacheGc_diskFull_freesRoomAndTheNodeGoesOn() throws IOException {
        LocalArchive archive = LocalArchive.standard(folder.resolve("archive"));
        Path home = Files.createDirectories(folder.resolve("home"));
        try (FaultyMirror mirror = FaultyMirror.of(archive.folder());
                PotluckProcess node = Scene.plan(home, archive)
                        .inside(Namespaces.smallDisk(home.toString(), MIDDLING_DISK_KB))
                        .start()) {
            assertInstalls(archive, mirror, node, "first");
            List<String> inside = Namespaces.enterDisk(node.pid());
            fill(inside, home);

            Command.Outcome swept =
                    PotluckProcess.run(inside, home, "cache", "gc", "--set", "cache.quota=1 MB");

            assertThat(swept.orFail().output()).containsPattern("(?m)^[1-9][0-9]* files went");
            assertThat(PotluckProcess.run(inside, home, "cache", "verify").exitCode())
                    .isZero();
            assertInstalls(archive, mirror, node, "second");
        }
    }

    @Test
    void cacheDelta_noRoom_saysSoAndLosesNothing() throws IOException {
        LocalArchive archive = LocalArchive.standard(folder.resolve("archive"));
        VersionedPackages packages = new VersionedPackages(archive, folder.resolve("aside"));
        Path home = Files.createDirectories(folder.resolve("home"));
        try (FaultyMirror mirror = FaultyMirror.of(archive.folder());
                PotluckProcess node = Scene.plan(home, archive)
                        .inside(Namespaces.smallDisk(home.toString(), MIDDLING_DISK_KB))
                        .start()) {
            PrivateApt apt = apt(archive, mirror, node, "apt");
            List<String> names = List.of("potluck-old");
            for (int version = 1; version <= 2; version++) {
                packages.publish(version, names);
                packages.install(apt, version, names);
            }
            List<String> inside = Namespaces.enterDisk(node.pid());

            Command.Outcome refused = DeltaCommand.run(inside, home);

            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.output()).contains("no room on the disk for making deltas");
            assertThat(PotluckProcess.run(inside, home, "cache", "verify").exitCode())
                    .isZero();
        }
    }

    /** What the disk had no room for after all is cut off, and asked for again. */
    private PrivateApt apt(
            LocalArchive archive, FaultyMirror mirror, PotluckProcess node, String client) {
        return PrivateApt.in(folder.resolve(client))
                .source(archive.source(mirror.uri()))
                .proxy(node.port())
                .option("Acquire::Retries", "2");
    }

    private void assertInstalls(
            LocalArchive archive, FaultyMirror mirror, PotluckProcess node, String client) {
        PrivateApt apt = apt(archive, mirror, node, client);
        apt.update().orFail();
        apt.install(LocalArchive.LARGE).orFail();
        assertThat(node.isAlive()).isTrue();
    }

    /** To the last byte. */
    private static void fill(List<String> inside, Path home) {
        List<String> words = new ArrayList<>(inside);
        words.addAll(List.of("dd", "if=/dev/zero", "of=" + home.resolve("filler"), "bs=4k"));
        assertThat(Command.of(words).run().output()).contains("No space left on device");
    }

    @Test
    void get_objectChangedOnDisk_servesTheRightFile() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            scene.apt("apt").update().orFail();
            String path = scene.path("potluck-medium");
            String sha256 = scene.sha256("potluck-medium");
            assertThat(scene.get(path).body().sha256()).isEqualTo(sha256);
            Path object = object(scene, path, sha256);
            byte[] bytes = Files.readAllBytes(object);
            bytes[bytes.length / 2] ^= 1;
            rewrite(object, bytes);

            assertThat(scene.get(path).body().sha256()).isEqualTo(sha256);
            assertThat(Hashes.sha256(object(scene, path, sha256))).isEqualTo(sha256);
        }
    }

    @Test
    void get_objectCutShortOnDisk_servesTheRightFile() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            scene.apt("apt").update().orFail();
            String path = scene.path("potluck-medium");
            String sha256 = scene.sha256("potluck-medium");
            assertThat(scene.get(path).body().sha256()).isEqualTo(sha256);
            Path object = object(scene, path, sha256);
            rewrite(object, new byte[10]);

            assertThat(scene.get(path).body().sha256()).isEqualTo(sha256);
        }
    }

    @Test
    void get_objectDeletedFromDisk_servesTheRightFile() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            scene.apt("apt").update().orFail();
            String path = scene.path("potluck-medium");
            String sha256 = scene.sha256("potluck-medium");
            assertThat(scene.get(path).body().sha256()).isEqualTo(sha256);
            Files.delete(object(scene, path, sha256));
            scene.killAndRestart();

            assertThat(scene.get(path).body().sha256()).isEqualTo(sha256);
        }
    }

    @Test
    void cacheVerify_objectChangedOnDisk_namesIt() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            scene.apt("apt").update().orFail();
            String path = scene.path("potluck-medium");
            String sha256 = scene.sha256("potluck-medium");
            scene.get(scene.path("potluck-medium"));
            Path object = object(scene, path, sha256);
            byte[] bytes = Files.readAllBytes(object);
            bytes[0] ^= 1;
            rewrite(object, bytes);
            scene.node().stop();

            Command.Outcome verified = scene.verifyCache();
            assertThat(verified.output()).contains(sha256.substring(0, SHOWN_HASH_DIGITS));
            assertThat(scene.verifyCache().exitCode()).as("the second time").isZero();
        }
    }

    /**
     * Where the object is, once it is served from there and no more by the fetch that brought it.
     */
    private static Path object(Scene scene, String path, String sha256) throws IOException {
        for (int i = 0; i < MAX_REQUESTS; i++) {
            if (scene.get(path).header("Cache-Status").startsWith("potluck; hit")) {
                return scene.home().resolve("objects/" + sha256.substring(0, 2) + "/" + sha256);
            }
        }
        throw new AssertionError(path + " is not served from the cache");
    }

    private static void rewrite(Path object, byte[] bytes) throws IOException {
        if (!object.toFile().setWritable(true)) {
            throw new AssertionError("cannot change " + object);
        }
        Files.write(object, bytes);
    }
}
