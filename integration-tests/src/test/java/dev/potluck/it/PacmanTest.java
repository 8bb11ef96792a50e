package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Real pacman through one node, against databases made by repo-add. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PacmanTest {
    private final Path folder;
    private final PotluckProcess node;

    PacmanTest(@TempDir Path folder) {
        this.folder = folder;
        Path keyring = SigningKey.ofThisRun().exportTo(folder.resolve("keyring.gpg"));
        node = Scene.plan(folder.resolve("home"), keyring).start();
    }

    @AfterAll
    void stop() {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "zst", "xz"})
    void download_coldAndCutOff_getsThePackage(String compression) {
        Path own = folder.resolve(compression);
        PacmanRepository repository =
                new PacmanRepository(own.resolve("archive"), compression).publish("1.0-1");
        try (FaultyMirror mirror = FaultyMirror.of(repository.folder())) {
            PrivatePacman first = PrivatePacman.through(node, mirror, own.resolve("first"));
            first.download().orFail();
            assertThat(first.downloaded("1.0-1"))
                    .hasSameBinaryContentAs(repository.packageFile("1.0-1"));
            assertThat(node.log()).contains(mirror.uri() + "/os/test.db is at a new state (signed");

            mirror.refuse();
            PrivatePacman second = PrivatePacman.through(node, mirror, own.resolve("second"));
            second.download().orFail();
            assertThat(second.downloaded("1.0-1"))
                    .hasSameBinaryContentAs(repository.packageFile("1.0-1"));
        }
    }

    @Test
    void download_repositoryChanged_getsTheNewVersion() throws IOException {
        Path own = folder.resolve("changing");
        PacmanRepository repository =
                new PacmanRepository(own.resolve("archive"), "gz").publish("1.0-1");
        try (FaultyMirror mirror = FaultyMirror.of(repository.folder())) {
            PrivatePacman pacman = PrivatePacman.through(node, mirror, own.resolve("client"));
            pacman.download().orFail();
            repository.publish("2.0-1");
            await("the new version").atMost(Duration.ofSeconds(30)).until(() -> {
                pacman.downloadAfresh().orFail();
                return Files.exists(pacman.downloaded("2.0-1"));
            });
            assertThat(pacman.downloaded("2.0-1"))
                    .hasSameBinaryContentAs(repository.packageFile("2.0-1"));
        }
    }
}
