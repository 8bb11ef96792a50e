package dev.potluck.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

final class HomeTest {
    @TempDir
    Path home;

    @Test
    void defaultHome_userAndEnvironment_decide() {
        assertThat(HomeOptions.defaultHome(Map.of("HOME", "/root"), "root"))
                .isEqualTo(Path.of("/var/lib/potluck"));
        assertThat(HomeOptions.defaultHome(Map.of("HOME", "/home/me"), "me"))
                .isEqualTo(Path.of("/home/me/.local/share/potluck"));
        assertThat(HomeOptions.defaultHome(Map.of("XDG_DATA_HOME", "/data"), "me"))
                .isEqualTo(Path.of("/data/potluck"));
        assertThat(HomeOptions.defaultHome(Map.of("XDG_DATA_HOME", "x", "HOME", "/h"), "me"))
                .isEqualTo(Path.of("/h/.local/share/potluck"));
    }

    @Test
    void acquire_takenHome_isRefusedUntilReleased() throws IOException {
        try (HomeLock held = HomeLock.acquire(home)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> HomeLock.acquire(home))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another node");
        }
        HomeLock.acquire(home).close();
    }

    @Test
    void identity_secondStart_isTheSame() throws IOException {
        String id = NodeIdentity.of(home, () -> new Random(1));
        assertThat(id).matches("[0-9a-f]{40}");
        assertThat(NodeIdentity.of(home, () -> new Random(2))).isEqualTo(id);
    }

    @Test
    void identity_fileSpoilt_isRefused() throws IOException {
        Files.writeString(home.resolve("node"), "nonsense");
        assertThatThrownBy(() -> NodeIdentity.of(home, () -> new Random(1)))
                .hasMessageContaining("expected 40 hexadecimal digits");
    }
}
