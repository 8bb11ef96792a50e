package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A node that cannot start says why in one line, and what to do. */
class StartTest {
    @TempDir
    private Path folder;

    @Test
    void run_secondNodeOnOneHome_isRefused() {
        Path home = folder.resolve("home");
        try (PotluckProcess first = PotluckProcess.in(home).start()) {
            Command.Outcome second = PotluckProcess.in(home).startInVain();

            assertThat(second.exitCode()).isNotZero();
            assertThat(second.output()).contains(home.toString());
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    void run_portTaken_isRefused() {
        try (PotluckProcess first = PotluckProcess.in(folder.resolve("a")).start()) {
            Command.Outcome second =
                    PotluckProcess.in(folder.resolve("b")).port(first.port()).startInVain();

            assertThat(second.exitCode()).isNotZero();
            assertThat(second.output()).contains(Integer.toString(first.port()));
            assertThat(second.output().lines().count()).isLessThan(10);
        }
    }

    @Test
    void run_unknownKey_isNamedWithItsLine() {
        Command.Outcome outcome =
                PotluckProcess.in(folder.resolve("home")).config("""
                        [cache]
                        quotta = "1 GB"
                        """).startInVain();

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.output()).contains("quotta").contains("quota").contains("2");
    }

    @Test
    void run_badValue_isNamedWithWhatIsAllowed() {
        Command.Outcome outcome = PotluckProcess.in(folder.resolve("home"))
                .set("mirror.max-redirects", "many")
                .startInVain();

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.output())
                .contains("mirror.max-redirects")
                .contains("many")
                .contains("20");
    }

    @Test
    void run_brokenToml_isNamedWithItsLine() {
        Command.Outcome outcome =
                PotluckProcess.in(folder.resolve("home")).config("listen = \n").startInVain();

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.output()).contains("home.toml");
    }

    @Test
    void run_homeIsAFile_isRefused() throws IOException {
        Path home = Files.writeString(folder.resolve("home"), "not a folder");

        Command.Outcome outcome = PotluckProcess.in(home).startInVain();

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.output()).contains(home.toString());
    }

    @Test
    void run_afterKill_startsAgainOnTheSameHome() {
        PotluckProcess.Plan plan = PotluckProcess.in(folder.resolve("home"));
        try (PotluckProcess first = plan.start()) {
            first.kill();
        }
        try (PotluckProcess second = plan.start()) {
            assertThat(second.status().getString("nodeId")).isNotBlank();
            assertThat(second.status().getJsonArray("plugins").encode()).contains("debian");
        }
    }

    @Test
    void run_withClassArchive_answers() throws IOException {
        Path home = folder.resolve("home");
        assertThat(PotluckProcess.run(home, "archive-classes").exitCode()).isZero();
        try (Stream<Path> kept = Files.list(home.resolve("tmp"))) {
            assertThat(kept).singleElement().asString().endsWith(".jsa");
        }
        PotluckProcess.Plan plan = PotluckProcess.in(home).keepingClassArchive();
        try (PotluckProcess second = plan.start()) {
            assertThat(second.log()).doesNotContain("WARN").doesNotContain("error");
        }
    }
}
