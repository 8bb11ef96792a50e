package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** An archive changes under its clients: they see the old state or the new one, each whole. */
class ChangingArchiveTest {
    private static final String DIST = "dists/" + LocalArchive.SUITE;
    private static final int UPDATES = 6;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void update_newRootIndexBeforeNewIndexes_seesOldStateWhole(boolean byHash) throws IOException {
        try (Scene scene = Scene.of(folder, archive(byHash))) {
            scene.apt("first").update().orFail();
            Path old = folder.resolve("old");
            Folders.copy(scene.archive().folder().resolve(DIST), old);
            scene.archive().add("potluck-new", "1.0", 1_000);
            scene.archive().publish();
            Path current = folder.resolve("new");
            Folders.copy(scene.archive().folder().resolve(DIST), current);
            // the mirror is in the middle of its own update: the root index alone is new
            replaceDist(scene, old);
            replaceRootIndex(scene, current);

            PrivateApt second = scene.apt("second");
            assertThat(second.update().orFail().output()).doesNotContain("Hash Sum mismatch");
            assertThat(second.install("potluck-new").exitCode()).isNotZero();

            replaceDist(scene, current);
            await("the new state").atMost(Duration.ofSeconds(30)).until(() -> {
                second.update().orFail();
                return second.install("potluck-new").exitCode() == 0;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void update_newIndexesBeforeNewRootIndex_seesOldStateWhole(boolean byHash) throws IOException {
        try (Scene scene = Scene.of(folder, archive(byHash))) {
            scene.apt("first").update().orFail();
            Path old = folder.resolve("old");
            Folders.copy(scene.archive().folder().resolve(DIST), old);
            scene.archive().add("potluck-new", "1.0", 1_000);
            scene.archive().publish();
            replaceRootIndex(scene, old);

            PrivateApt second = scene.apt("second");
            assertThat(second.update().orFail().output()).doesNotContain("Hash Sum mismatch");

            assertThat(second.install(LocalArchive.TINY).exitCode()).isZero();
            assertThat(second.install("potluck-new").exitCode()).isNotZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void update_archiveChangesRightAfterRootIndex_seesOldStateWhole(boolean byHash) {
        try (Scene scene = Scene.of(folder, archive(byHash))) {
            scene.apt("first").update().orFail();
            PrivateApt second = scene.apt("second");
            String root = "/" + DIST + "/InRelease";
            // the root index that this client gets is the last of the old state
            scene.mirror().beforeAnswering(root, () -> {
                scene.archive().add("potluck-new", "1.0", 1_000);
                scene.archive().publish();
            });

            assertThat(second.update().orFail().output()).doesNotContain("Hash Sum mismatch");
            assertThat(second.install(LocalArchive.TINY).exitCode()).isZero();
        }
    }

    @Test
    void update_manyClientsWhileArchiveChanges_neverSeesMismatch() {
        try (Scene scene = Scene.of(folder, archive(false))) {
            scene.apt("first").update().orFail();
            for (int i = 0; i < UPDATES; i++) {
                scene.archive().add("potluck-new" + i, "1.0", 1_000);
                Crowd<Command.Outcome> crowd =
                        Crowd.of(3, "client-" + i, name -> scene.apt(name).update());
                scene.archive().publish();

                assertThat(crowd.results())
                        .allSatisfy(outcome -> assertThat(outcome.orFail().output())
                                .doesNotContain("Hash Sum mismatch"));
            }
            PrivateApt last = scene.apt("last");
            await("the last state").atMost(Duration.ofSeconds(30)).until(() -> {
                last.update().orFail();
                return last.install("potluck-new" + (UPDATES - 1)).exitCode() == 0;
            });
        }
    }

    @Test
    void update_indexWithBadSignature_keepsOldState() {
        try (Scene scene = Scene.in(folder)) {
            scene.apt("first").update().orFail();
            Path root = scene.archive().folder().resolve(DIST + "/InRelease");
            scene.archive().add("potluck-new", "1.0", 1_000);
            scene.archive().publish();
            forge(root);

            PrivateApt second = scene.apt("second");
            second.update().orFail();

            assertThat(second.install(LocalArchive.TINY).exitCode()).isZero();
            assertThat(second.install("potluck-new").exitCode()).isNotZero();
        }
    }

    private LocalArchive archive(boolean byHash) {
        LocalArchive archive = LocalArchive.standard(folder.resolve("archive"));
        return byHash ? archive : archive.byHash(false).publish();
    }

    private static void replaceDist(Scene scene, Path with) {
        Path dist = scene.archive().folder().resolve(DIST);
        Folders.delete(dist);
        Folders.copy(with, dist);
    }

    private static void replaceRootIndex(Scene scene, Path from) throws IOException {
        for (String name : new String[] {"InRelease", "Release", "Release.gpg"}) {
            Files.copy(
                    from.resolve(name),
                    scene.archive().folder().resolve(DIST).resolve(name),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static void forge(Path root) {
        try {
            String text =
                    Files.readString(root).replace("Suite: stable", "Suite: stable\nLabel: forged");
            Files.writeString(root, text);
            Files.delete(root.resolveSibling("Release.gpg"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
