package dev.potluck.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** What every {@link DeltaCodec} keeps to. A plugin's test extends this class. */
public abstract class DeltaCodecContract {
    private static final int CONTENT_BYTES = 1 << 20;

    @TempDir
    Path folder;

    /** The codec that is tested. */
    protected abstract DeltaCodec codec();

    @Test
    void name_always_isLowerCaseLettersDigitsAndHyphens() {
        assertThat(codec().name()).matches("[a-z0-9][a-z0-9-]{0,63}");
    }

    @Test
    void constructor_extensionClass_isPublicAndTakesNothing() throws Exception {
        assertThat(codec().getClass().getConstructor().newInstance()).isNotNull();
    }

    @Test
    void decode_ofWhatEncodeWrote_isTheTarget() throws IOException {
        byte[] base = noise(1, CONTENT_BYTES);
        assertThat(roundTrip(base, edited(base))).isEqualTo(edited(base));
    }

    @Test
    void encode_targetLikeItsBase_isSmall() throws IOException {
        byte[] base = noise(2, CONTENT_BYTES);
        assertThat(encode(base, edited(base)).length).isLessThan(CONTENT_BYTES / 50);
    }

    @Test
    void decode_emptyOrTinyContents_isTheTarget() throws IOException {
        byte[] some = {1, 2, 3};
        assertThat(roundTrip(some, new byte[0])).isEmpty();
        assertThat(roundTrip(some, some)).isEqualTo(some);
    }

    @Test
    void decode_deltaCutShort_fails() throws IOException {
        byte[] base = noise(3, CONTENT_BYTES);
        byte[] delta = encode(base, edited(base));
        byte[] half = Arrays.copyOf(delta, delta.length / 2);
        assertThatThrownBy(() -> decode(base, half)).isInstanceOf(IOException.class);
    }

    @Test
    void decode_noDelta_fails() {
        byte[] base = noise(4, CONTENT_BYTES);
        assertThatThrownBy(() -> decode(base, noise(5, 1000))).isInstanceOf(IOException.class);
    }

    /** The runtime compares hashes; a codec may notice, and must not hang or run out of memory. */
    @Test
    void decode_otherBase_failsOrGivesNoMoreThanTheTargetsLength() throws IOException {
        byte[] base = noise(6, CONTENT_BYTES);
        byte[] delta = encode(base, edited(base));
        try {
            assertThat(decode(noise(7, CONTENT_BYTES), delta).length)
                    .isLessThanOrEqualTo(edited(base).length);
        } catch (IOException expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }

    @Test
    void encode_outputThatTakesNoMore_passesTheFailureOn() throws IOException {
        byte[] base = noise(8, CONTENT_BYTES);
        OutputStream full = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("full");
            }
        };
        try (FileChannel from = file("base", base);
                FileChannel to = file("target", edited(base))) {
            assertThatThrownBy(() -> codec().encode(from, to, full))
                    .isInstanceOf(IOException.class);
        }
    }

    private byte[] roundTrip(byte[] base, byte[] target) throws IOException {
        return decode(base, encode(base, target));
    }

    private byte[] encode(byte[] base, byte[] target) throws IOException {
        ByteArrayOutputStream delta = new ByteArrayOutputStream();
        try (FileChannel from = file("base", base);
                FileChannel to = file("target", target)) {
            codec().encode(from, to, delta);
        }
        return delta.toByteArray();
    }

    private byte[] decode(byte[] base, byte[] delta) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (FileChannel from = file("base", base)) {
            codec().decode(from, new ByteArrayInputStream(delta), target);
        }
        return target.toByteArray();
    }

    private FileChannel file(String name, byte[] content) throws IOException {
        Path path = folder.resolve(name);
        Files.write(path, content);
        return FileChannel.open(path);
    }

    private static byte[] noise(long seed, int count) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** A version on: something changed, something moved, something new. */
    private static byte[] edited(byte[] base) {
        byte[] target = Arrays.copyOf(base, base.length + 100);
        System.arraycopy(base, base.length / 2, target, 100 + base.length / 2, base.length / 2);
        target[10]++;
        return target;
    }
}
