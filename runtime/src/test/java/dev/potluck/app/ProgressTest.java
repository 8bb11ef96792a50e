package dev.potluck.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;

final class ProgressTest {
    private final StringWriter text = new StringWriter();
    private long nowNanos = Long.MAX_VALUE;

    private void run(boolean onTerminal, int files, long msEach) {
        try (Progress progress =
                new Progress(new PrintWriter(text), onTerminal, files, () -> nowNanos)) {
            for (int i = 0; i < files; i++) {
                nowNanos += TimeUnit.MILLISECONDS.toNanos(msEach);
                progress.add(1, "bash.deb");
            }
        }
    }

    @Test
    void add_noTerminal_saysSoEveryTenSeconds() {
        run(false, 25, 1_000);
        assertThat(text.toString().lines())
                .hasSize(2)
                .allMatch(line -> line.endsWith("bash.deb") && !line.contains("\u001b"));
    }

    @Test
    void add_noTerminalAndSoonDone_saysNothing() {
        run(false, 9, 1_000);
        assertThat(text.toString()).isEmpty();
    }

    @Test
    void add_terminal_redrawsTheLineAndWipesIt() {
        run(true, 2, 1_000);
        assertThat(text.toString()).contains(" 50 % [").contains("100 % [").endsWith("\r\u001b[K");
    }
}
