package dev.potluck.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.api.ContentHash;
import dev.potluck.hash.ContentHasher;
import dev.potluck.recreate.Recipe;
import dev.potluck.recreate.Segment;
import dev.potluck.recreate.UnfitFileException;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

final class DeltaFileTest {
    private static final long SEED = 20_261_123;
    private static final int ROUNDS = 20_000;
    private static final int CODEC_AT = 8 + 1 + 3 * 32;

    private static final DeltaFile HEAD = new DeltaFile(
            hash("base"),
            hash("target"),
            hash("payload"),
            "patch-1",
            new Recipe(List.of(new Segment.Verbatim(5), new Segment.Deflate(10, 20, 9))),
            new Recipe(List.of(
                    new Segment.Verbatim(7), new Segment.Zstandard(10, 20, true, false, 19))));

    private static ContentHash hash(String text) {
        return ContentHasher.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void read_whatWasWritten_isTheSameAndLeavesTheRest() throws IOException {
        byte[] bytes = Arrays.copyOf(bytes(HEAD), bytes(HEAD).length + 3);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        assertThat(DeltaFile.read(in)).isEqualTo(HEAD);
        assertThat(in.available()).isEqualTo(3);
    }

    @Test
    void withBase_otherBase_keepsTheTarget() {
        DeltaFile moved = HEAD.withBase(hash("new"), HEAD.targetRecipe(), "patch-2");
        assertThat(moved.base()).isEqualTo(hash("new"));
        assertThat(moved.codec()).isEqualTo("patch-2");
        assertThat(moved.withBase(HEAD.base(), HEAD.baseRecipe(), HEAD.codec())).isEqualTo(HEAD);
    }

    @Test
    void read_cutShortAnywhere_fails() throws IOException {
        byte[] bytes = bytes(HEAD);
        for (int count = 0; count < bytes.length; count++) {
            byte[] cut = Arrays.copyOf(bytes, count);
            assertThatThrownBy(() -> read(cut))
                    .as("%d bytes", count)
                    .isInstanceOfAny(EOFException.class, UnfitFileException.class);
        }
    }

    @Test
    void read_otherMagicOrVersion_saysWhich() throws IOException {
        byte[] magic = bytes(HEAD);
        magic[0] = 'X';
        assertThatThrownBy(() -> read(magic)).hasMessageContaining("not a delta");
        byte[] version = bytes(HEAD);
        version[8] = 77;
        assertThatThrownBy(() -> read(version))
                .isInstanceOf(UnfitFileException.class)
                .hasMessageContaining("77");
    }

    @Test
    void read_codecThatIsNoText_isUnfit() throws IOException {
        byte[] bytes = bytes(HEAD);
        bytes[CODEC_AT + 2] = (byte) 0xff;
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(UnfitFileException.class);
    }

    /** Sizes whose sum is more than a long holds would look small. */
    @Test
    void read_segmentsOfAbsurdSizes_isUnfit() throws IOException {
        byte[] bytes = bytes(HEAD);
        int fileBytesAt = CODEC_AT + 2 + "patch-1".length() + 2 + 1;
        ByteBuffer.wrap(bytes).putLong(fileBytesAt, Long.MAX_VALUE);
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(UnfitFileException.class);
    }

    @Test
    void read_damagedBits_isReadOrFailsAsExpected() throws IOException {
        Random random = new Random(SEED);
        byte[] whole = bytes(HEAD);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = whole.clone();
            int changes = 1 + random.nextInt(4);
            for (int i = 0; i < changes; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            assertReadOrRefused(bytes, round);
        }
    }

    private static void assertReadOrRefused(byte[] bytes, int round) {
        try {
            DeltaFile read = read(bytes);
            assertThat(read.targetRecipe().fileBytes()).isNotNegative();
            assertThat(read.baseRecipe().payloadBytes()).isNotNegative();
        } catch (UnfitFileException | EOFException expected) {
            assertThat(expected).isNotNull();
        } catch (IOException | RuntimeException e) {
            throw new AssertionError("seed " + SEED + ", round " + round, e);
        }
    }

    private static DeltaFile read(byte[] bytes) throws IOException {
        return DeltaFile.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    private static byte[] bytes(DeltaFile head) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        head.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
