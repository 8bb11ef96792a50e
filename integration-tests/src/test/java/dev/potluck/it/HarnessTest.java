package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** The tools of these tests, tried on apt alone: a fault apt cannot see would prove nothing. */
class HarnessTest {
    @TempDir
    private Path folder;

    @Test
    void install_directFromLocalArchive_getsEveryFile() throws IOException {
        LocalArchive archive = LocalArchive.standard(folder.resolve("archive"));
        try (FaultyMirror mirror = FaultyMirror.of(archive.folder())) {
            PrivateApt apt = PrivateApt.in(folder.resolve("apt"))
                    .source(archive.source(mirror.uri()))
                    .withSource();

            apt.update().orFail();
            apt.install(LocalArchive.LARGE).orFail();
            apt.source(LocalArchive.SOURCE).orFail();

            assertThat(apt.downloads())
                    .hasSize(6)
                    .containsValue(Hashes.sha256(archive.packageFile(LocalArchive.LARGE)));
            assertThat(Hashes.ofFolder(apt.sourceFolder())).hasSize(2);
            assertThat(mirror.requests())
                    .anyMatch(request -> request.path().contains("/by-hash/SHA256/"));
        }
    }

    @Test
    void update_secondTimeUnchanged_asksOnlyForRootIndex() {
        LocalArchive archive = LocalArchive.standard(folder.resolve("archive"));
        try (FaultyMirror mirror = FaultyMirror.of(archive.folder())) {
            PrivateApt apt =
                    PrivateApt.in(folder.resolve("apt")).source(archive.source(mirror.uri()));
            apt.update().orFail();
            mirror.forgetRequests();

            apt.update().orFail();

            assertThat(mirror.requests())
                    .extracting(FaultyMirror.Request::path)
                    .containsExactly("/dists/stable/InRelease");
        }
    }

    @Test
    void update_archiveWithoutByHash_asksForPlainNames() {
        LocalArchive archive = LocalArchive.standard(folder.resolve("archive"));
        archive.byHash(false).publish();
        try (FaultyMirror mirror = FaultyMirror.of(archive.folder())) {
            PrivateApt apt =
                    PrivateApt.in(folder.resolve("apt")).source(archive.source(mirror.uri()));

            apt.update().orFail();

            assertThat(mirror.requests())
                    .noneMatch(request -> request.path().contains("/by-hash/"));
        }
    }

    @Test
    void install_wrongByteFromMirror_failsInApt() {
        LocalArchive archive = LocalArchive.standard(folder.resolve("archive"));
        try (FaultyMirror mirror = FaultyMirror.of(archive.folder())) {
            PrivateApt apt =
                    PrivateApt.in(folder.resolve("apt")).source(archive.source(mirror.uri()));
            apt.update().orFail();
            mirror.behave(Fault.wrongByteAt(0.5));

            assertThat(apt.install(LocalArchive.TINY).output()).contains("Hash Sum mismatch");

            mirror.heal();
            assertThat(apt.install(LocalArchive.TINY).exitCode()).isZero();
        }
    }

    @Test
    void update_mirrorRefuses_failsInApt() {
        LocalArchive archive = LocalArchive.standard(folder.resolve("archive"));
        try (FaultyMirror mirror = FaultyMirror.of(archive.folder())) {
            PrivateApt apt =
                    PrivateApt.in(folder.resolve("apt")).source(archive.source(mirror.uri()));
            mirror.refuse();
            assertThat(apt.update().exitCode()).isNotZero();

            mirror.heal();
            assertThat(apt.update().exitCode()).isZero();
        }
    }

    @Test
    void update_mirrorSilent_failsInApt() {
        LocalArchive archive = LocalArchive.standard(folder.resolve("archive"));
        try (FaultyMirror mirror = FaultyMirror.of(archive.folder())) {
            PrivateApt apt = PrivateApt.in(folder.resolve("apt"))
                    .source(archive.source(mirror.uri()))
                    .option("Acquire::http::Timeout", "1");
            mirror.fallSilent();

            assertThat(apt.update().output()).contains("Failed to fetch");
        }
    }

    @Test
    void first_ofMachineSources_isAnHttpArchive() {
        assertThat(MachineSources.first().uri()).startsWith("http");
        assertThat(MachineSources.first().suites()).isNotEmpty();
    }

    @Test
    void run_commandOverItsTime_isKilledAndNamed() {
        Command forever = Command.of("unshare", "sleep", "1000").within(Duration.ofMillis(100));

        assertThatThrownBy(forever::run)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("did not end");
    }
}
