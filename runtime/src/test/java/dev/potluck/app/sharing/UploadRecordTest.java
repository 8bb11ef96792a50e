package dev.potluck.app.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.peer.MonthlyCap.Used;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;

final class UploadRecordTest {
    @TempDir
    private Path home;

    @Test
    void read_firstRun_isEmpty() throws IOException {
        assertThat(new UploadRecord(home).read()).isEmpty();
    }

    @Test
    void write_thenRead_isTheSame() throws IOException {
        Used used = new Used(YearMonth.of(2026, 11), 1_048_576);
        new UploadRecord(home).write(new Used(YearMonth.of(2026, 10), 5));
        new UploadRecord(home).write(used);
        assertThat(new UploadRecord(home).read()).contains(used);
        assertThat(home.resolve("uploaded")).hasContent("2026-11 1048576");
        assertThat(home.resolve("uploaded.new")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026-11", "2026-13 5", "x 5", "2026-11 many", "2026-11 5 6"})
    void read_damaged_isEmpty(String text) throws IOException {
        Files.writeString(home.resolve("uploaded"), text);
        assertThat(new UploadRecord(home).read()).isEmpty();
    }

    @Test
    void read_cannotBeRead_fails() throws IOException {
        Files.createDirectory(home.resolve("uploaded"));
        assertThatThrownBy(() -> new UploadRecord(home).read()).isInstanceOf(IOException.class);
    }
}
