package dev.potluck.rpm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Fedora's real size: 65,000 packages, read by a JVM with a small heap that was just started. */
final class LargePrimaryTest {
    private static final int PACKAGES = 65_000;
    private static final int TIMEOUT_S = 60;

    @TempDir
    Path folder;

    @Test
    void parse_65000Packages_fitsA64MbHeap() throws Exception {
        Path primary = folder.resolve("primary.xml");
        Files.copy(LargePrimary.of(PACKAGES), primary);
        Process process = new ProcessBuilder(List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ParseMain.class.getName(),
                        primary.toString()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)).isTrue();
        assertThat(output).as("of a file of %d bytes", Files.size(primary)).matches("\\d+ \\d+\n");
        String[] words = output.strip().split(" ");
        assertThat(Integer.parseInt(words[0])).isEqualTo(PACKAGES);
        System.out.printf(
                "primary.xml of %d MB: %s ms of CPU%n", Files.size(primary) >> 20, words[1]);
    }
}
