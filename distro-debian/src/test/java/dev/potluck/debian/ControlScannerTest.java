package dev.potluck.debian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.MalformedIndexException;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

final class ControlScannerTest {
    private static final ArchivePath INDEX = new ArchivePath("Packages");

    private static ControlScanner scanner(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new ControlScanner(
                INDEX, new LineReader(INDEX, new ByteArrayInputStream(bytes)), 1 << 16);
    }

    @Test
    void next_stanzas_keepsOnlyFieldsOfTheCurrentOne() throws IOException {
        ControlScanner scanner = scanner("\n\nA: 1\nB: 2\n\n\nA: 3\n");
        ControlScanner.Field a = scanner.field("A");
        ControlScanner.Field b = scanner.field("B");
        assertThat(scanner.next()).isTrue();
        assertThat(a.required().string()).isEqualTo("1");
        assertThat(b.required().string()).isEqualTo("2");
        assertThat(scanner.next()).isTrue();
        assertThat(a.required().string()).isEqualTo("3");
        assertThat(b.isPresent()).isFalse();
        assertThat(b.text()).isEmpty();
        assertThat(scanner.next()).isFalse();
        assertThat(a.isPresent()).isFalse();
    }

    @Test
    void field_anyCase_isTheSameName() throws IOException {
        ControlScanner scanner = scanner("CHECKSUMS-sha256: x\nChecksums_Sha256: y\n");
        ControlScanner.Field field = scanner.field("Checksums-Sha256");
        assertThat(scanner.next()).isTrue();
        assertThat(field.required().string()).isEqualTo("x");
    }

    @Test
    void field_namesOfOneLengthAndLetter_areKeptApart() throws IOException {
        ControlScanner scanner = scanner("SHA256: x\nSHA512: y\n");
        ControlScanner.Field sha512 = scanner.field("SHA512");
        ControlScanner.Field sha256 = scanner.field("SHA256");
        assertThat(scanner.next()).isTrue();
        assertThat(sha256.required().string()).isEqualTo("x");
        assertThat(sha512.required().string()).isEqualTo("y");
    }

    @Test
    void field_continued_keepsLinesWithTheirNumbers() throws IOException {
        ControlScanner scanner = scanner("Other: x\n more\nFiles:\n one\n\ttwo\n \n three\nA: b");
        ControlScanner.Field files = scanner.field("Files");
        assertThat(scanner.next()).isTrue();
        List<MalformedIndexException> lines = new ArrayList<>();
        files.required().forEachLine(line -> lines.add(line.malformed(line.string())));
        assertThat(lines)
                .extracting(Throwable::getMessage)
                .containsExactly("Packages:4: one", "Packages:5: two", "Packages:7: three");
    }
}
