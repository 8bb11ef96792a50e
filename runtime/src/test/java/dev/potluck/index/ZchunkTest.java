package dev.potluck.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.api.ArchivePath;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;

/** Files that libzck's own {@code zck} wrote of {@code sample.txt}. */
final class ZchunkTest {
    @ParameterizedTest
    @ValueSource(strings = {"sample.txt.zck", "dictionary.txt.zck", "plain-checksums.txt.zck"})
    void plain_fileOfLibzck_isUnpacked(String name) throws IOException {
        assertThat(unpack(resource(name))).isEqualTo(resource("sample.txt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sample.txt.zck", "dictionary.txt.zck"})
    void plain_truncatedAnywhere_failsAsInput(String name) throws IOException {
        byte[] whole = resource(name);
        for (int length = 0; length < whole.length; length += 7) {
            byte[] part = Arrays.copyOf(whole, length);
            try {
                assertThat(unpack(part).length).isLessThan(resource("sample.txt").length);
            } catch (IOException expected) {
                assertThat(expected).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void plain_damaged_endsOrFailsAsInput() throws IOException {
        byte[] whole = resource("dictionary.txt.zck");
        Random random = new Random(5);
        int failures = 0;
        for (int i = 0; i < 500; i++) {
            byte[] damaged = whole.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                unpack(damaged);
            } catch (IOException expected) {
                failures++;
            }
        }
        assertThat(failures).isPositive();
    }

    @Test
    void plain_headerThatWantsMuchMemory_failsBeforeItTakesIt() {
        byte[] huge = {0, 'Z', 'C', 'K', '1', (byte) 0x81, 0x7f, 0x7f, 0x7f, 0x7f, (byte) 0x8f};
        assertThatThrownBy(() -> unpack(huge))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("header of");
    }

    @Test
    void plain_numberWithoutEnd_fails() {
        byte[] endless = new byte[100];
        System.arraycopy(new byte[] {0, 'Z', 'C', 'K', '1'}, 0, endless, 0, 5);
        assertThatThrownBy(() -> unpack(endless))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bits");
    }

    @Test
    void plain_otherFile_fails() {
        assertThatThrownBy(() ->
                        unpack("<metadata/>".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no zchunk file");
    }

    private static byte[] unpack(byte[] content) throws IOException {
        try (InputStream plain = Decompression.plain(
                new ArchivePath("primary.xml.zck"), new ByteArrayInputStream(content))) {
            return plain.readAllBytes();
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ZchunkTest.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        }
    }
}
