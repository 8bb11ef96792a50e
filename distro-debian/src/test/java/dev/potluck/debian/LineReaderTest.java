package dev.potluck.debian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ArchivePath;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

final class LineReaderTest {
    private static List<String> lines(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        LineReader reader =
                new LineReader(new ArchivePath("Packages"), new ByteArrayInputStream(bytes));
        List<String> lines = new ArrayList<>();
        while (reader.next()) {
            lines.add(new String(
                    reader.buffer(),
                    reader.start(),
                    reader.end() - reader.start(),
                    StandardCharsets.ISO_8859_1));
            assertThat(reader.number()).isEqualTo(lines.size());
        }
        assertThat(reader.next()).isFalse();
        return lines;
    }

    @Test
    void next_lineEnds_areCutOff() throws IOException {
        assertThat(lines("")).isEmpty();
        assertThat(lines("a")).containsExactly("a");
        assertThat(lines("a\n")).containsExactly("a");
        assertThat(lines("a\r\n\r\nb\r")).containsExactly("a", "", "b\r");
        assertThat(lines("\n\na")).containsExactly("", "", "a");
    }

    @Property(tries = 50)
    void next_linesOfAnyLength_areTheLinesWritten(
            @ForAll @Size(max = 12) List<@IntRange(max = 100_000) Integer> lengths)
            throws IOException {
        List<String> expected = lengths.stream().map("x"::repeat).toList();
        assertThat(lines(String.join("\n", expected) + "\n"))
                .isEqualTo(expected.isEmpty() ? List.of("") : expected);
    }

    @Property
    void indexOfNewline_anyBytes_isTheFirstOne(
            @ForAll byte[] bytes, @ForAll @IntRange(max = 20) int from) {
        int start = Math.min(from, bytes.length);
        int expected = start;
        while (expected < bytes.length && bytes[expected] != '\n') {
            expected++;
        }
        assertThat(LineReader.indexOfNewline(bytes, start, bytes.length))
                .isEqualTo(expected == bytes.length ? -1 : expected);
    }
}
