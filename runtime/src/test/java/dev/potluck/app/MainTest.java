package dev.potluck.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.nio.file.Path;

final class MainTest {
    @TempDir
    Path home;

    @Test
    void help_asACommand_isKnown() {
        assertThat(Main.execute("help")).isZero();
        assertThat(Main.execute("help", "status")).isZero();
    }

    @Test
    void usage_otherCommandsThanRun_doNotOfferItsOptions() {
        assertThat(new CommandLine(new StatusCommand()).getUsageMessage())
                .contains("--home")
                .doesNotContain("--bootstrap", "--peer-listen");
        assertThat(new CommandLine(new RunCommand()).getUsageMessage())
                .contains("--home", "--bootstrap", "--peer-listen");
    }

    @Test
    void run_thatFailsEarly_leavesNothing() {
        String missing = home.resolve("missing.toml").toString();
        assertThat(Main.execute("run", "--home", home.toString(), "--config", missing))
                .isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(home).isEmptyDirectory();
    }
}
