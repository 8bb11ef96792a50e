package dev.potluck.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.app.settings.HostPort;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;

final class ListenNoteTest {
    private static final HostPort PLACE = new HostPort("127.0.0.1", 9001);

    @TempDir
    Path home;

    private HomeOptions options(String... more) {
        HomeOptions options = new HomeOptions();
        options.take("--home", home.toString());
        for (int i = 0; i < more.length; i += 2) {
            options.take(more[i], more[i + 1]);
        }
        return options;
    }

    @Test
    void node_noteInTheHome_isWhereTheNodeListens() throws Exception {
        try (ListenNote note = ListenNote.write(home, PLACE)) {
            assertThat(note).isNotNull();
            assertThat(options().node()).isEqualTo(PLACE);
        }
        assertThat(home).isEmptyDirectory();
        assertThat(options().node()).isEqualTo(new HostPort("127.0.0.1", 9977));
    }

    @Test
    void node_listenIsSaid_countsMoreThanTheNote() throws Exception {
        try (ListenNote note = ListenNote.write(home, PLACE)) {
            assertThat(note).isNotNull();
            assertThat(options("--listen", "127.0.0.1:5").node().port()).isEqualTo(5);
            assertThat(options("--set", "listen=127.0.0.1:6").node().port()).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "127.0.0.1", "\u0000:1"})
    void read_spoiltNote_isNothing(String text) throws Exception {
        Files.writeString(home.resolve("listening"), text);
        assertThat(ListenNote.read(home)).isEmpty();
    }
}
