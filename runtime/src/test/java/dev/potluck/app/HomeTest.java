package dev.potluck.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
        String id = identity(1).nodeId();
        assertThat(id).matches("[0-9a-f]{40}");
        assertThat(identity(2).nodeId()).isEqualTo(id);
        assertThat(identity(2).dhtState()).isEmpty();
    }

    @Test
    void identity_withStateOfTheDht_isKept() throws IOException {
        byte[] state = {'P', 'L', 'D', '1', 0, -1, 10, 13};
        NodeIdentity first = identity(1);
        first.with(state).write(home);
        assertThat(identity(2).nodeId()).isEqualTo(first.nodeId());
        assertThat(identity(2).dhtState()).contains(state);
        assertThat(home.resolve("node.new")).doesNotExist();
    }

    @Test
    void identity_stateSpoilt_keepsTheId() throws IOException {
        String id = identity(1).nodeId();
        Files.writeString(home.resolve("node"), id + "\ndht UExE*!\n");
        assertThat(identity(2).nodeId()).isEqualTo(id);
        assertThat(identity(2).dhtState()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "\u00ff\u0000\n", "0123", "\n\ndht AAAA\n"})
    void identity_fileSpoilt_isMadeAnew(String content) throws IOException {
        Files.writeString(home.resolve("node"), content, StandardCharsets.ISO_8859_1);
        String id = identity(1).nodeId();
        assertThat(id).matches("[0-9a-f]{40}");
        assertThat(identity(2).nodeId()).isEqualTo(id);
    }

    private NodeIdentity identity(long seed) throws IOException {
        return NodeIdentity.of(home, () -> new Random(seed));
    }
}
