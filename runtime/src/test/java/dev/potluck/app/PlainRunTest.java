package dev.potluck.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.app.settings.HostPort;
import dev.potluck.app.settings.Settings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.nio.file.Path;
import java.util.Arrays;

final class PlainRunTest {
    @TempDir
    Path home;

    private String[] arguments() {
        return new String[] {
            "run",
            "--home",
            home.toString(),
            "--listen=127.0.0.1:1",
            "--set",
            "cache.quota=5 GB",
            "--set=mirror.max-redirects=7"
        };
    }

    @Test
    void parse_plainRun_readsAsPicocliDoes() throws Exception {
        RunOptions plain = PlainRun.parse(arguments()).orElseThrow();
        RunOptions reference = new RunOptions();
        new CommandLine(new RunCommand(reference))
                .parseArgs(Arrays.copyOfRange(arguments(), 1, arguments().length));

        assertThat(plain.home()).isEqualTo(reference.home()).isEqualTo(home);
        Settings settings = plain.settings();
        assertThat(settings).usingRecursiveComparison().isEqualTo(reference.settings());
        assertThat(settings.listen()).isEqualTo(new HostPort("127.0.0.1", 1));
        assertThat(settings.mirror().maxRedirects()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "run --help",
                "run --home",
                "run --home= ",
                "run --hoem x",
                "run --home --listen",
                "run x"
            })
    void parse_anythingElse_isLeftToPicocli(String line) {
        assertThat(PlainRun.parse(line.split(" "))).isEmpty();
    }
}
