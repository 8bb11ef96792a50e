package dev.potluck.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.api.ArchivePath;

import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;

final class DecompressionTest {
    private static final Map<String, String> CODECS = Map.of(
            "gz", CompressorStreamFactory.GZIP,
            "bz2", CompressorStreamFactory.BZIP2,
            "xz", CompressorStreamFactory.XZ,
            "zst", CompressorStreamFactory.ZSTANDARD,
            "lz4", CompressorStreamFactory.LZ4_FRAMED,
            "lzma", CompressorStreamFactory.LZMA);

    /** The block header follows the stream header (xz file format 1.2, section 2). */
    private static final int XZ_BLOCK_AT = 12;

    private static final byte[] TEXT = text();

    private static byte[] text() {
        StringBuilder text = new StringBuilder();
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            text.append("Package: p").append(random.nextInt(1_000)).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "bz2", "xz", "zst", "lz4", "lzma"})
    void plain_compressed_isUnpacked(String suffix) throws Exception {
        assertThat(unpack("x.idx." + suffix, pack(suffix, TEXT))).isEqualTo(TEXT);
        assertThat(unpack("X.IDX." + suffix.toUpperCase(java.util.Locale.ROOT), pack(suffix, TEXT)))
                .isEqualTo(TEXT);
        assertThat(unpack("x.idx." + suffix, pack(suffix, new byte[0]))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Packages", "Packages.diff", "gz", "xz", "a.gz/Packages"})
    void plain_uncompressedName_isLeftAlone(String path) throws Exception {
        assertThat(unpack(path, TEXT)).isEqualTo(TEXT);
    }

    /** Arch Linux packs {@code core.db}, under that very name. */
    @ParameterizedTest
    @ValueSource(strings = {"gz", "bz2", "xz", "zst"})
    void plain_packedUnderANameThatDoesNotSaySo_isUnpacked(String suffix) throws Exception {
        assertThat(unpack("core.db", pack(suffix, TEXT))).isEqualTo(TEXT);
        assertThat(unpack("core.db", new byte[0])).isEmpty();
        assertThat(unpack("core.db", new byte[] {'B', 'Z'})).hasSize(2);
    }

    /** As pigz, pbzip2, pixz and pzstd write: several streams, one after the other. */
    @ParameterizedTest
    @ValueSource(strings = {"gz", "bz2", "xz", "zst", "lz4"})
    void plain_severalStreams_areAllUnpacked(String suffix) throws Exception {
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        twice.write(pack(suffix, TEXT));
        twice.write(pack(suffix, TEXT));
        assertThat(unpack("x.idx." + suffix, twice.toByteArray())).hasSize(2 * TEXT.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "bz2", "xz", "zst", "lz4", "lzma"})
    void plain_truncated_failsAsInput(String suffix) throws Exception {
        byte[] whole = pack(suffix, TEXT);
        for (int length : new int[] {1, 5, 12, whole.length / 2, whole.length - 5}) {
            assertThatThrownBy(() -> unpack("x.idx." + suffix, Arrays.copyOf(whole, length)))
                    .as("%d of %d bytes of %s", length, whole.length, suffix)
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "bz2", "xz", "zst", "lz4", "lzma"})
    void plain_damaged_endsOrFailsAsInput(String suffix) throws Exception {
        byte[] whole = pack(suffix, TEXT);
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = whole.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                unpack("x.idx." + suffix, damaged);
            } catch (IOException expected) {
                assertThat(expected).isNotNull();
            }
        }
    }

    @Test
    void plain_xzThatWantsMuchMemory_failsBeforeItTakesIt() throws Exception {
        byte[] content = pack("xz", TEXT);
        int headerBytes = (content[XZ_BLOCK_AT] + 1) * 4;
        content[XZ_BLOCK_AT + 4] = 32; // dictionary of 256 MiB (xz file format 1.2, 5.3.1)
        CRC32 crc = new CRC32();
        crc.update(content, XZ_BLOCK_AT, headerBytes - 4);
        ByteBuffer.wrap(content)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(XZ_BLOCK_AT + headerBytes - 4, (int) crc.getValue());
        assertThatThrownBy(() -> unpack("x.idx.xz", content))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("memory");
    }

    @Test
    void plain_lzmaThatWantsMuchMemory_failsBeforeItTakesIt() throws Exception {
        byte[] content = pack("lzma", TEXT);
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putInt(1, 256 << 20);
        assertThatThrownBy(() -> unpack("x.idx.lzma", content))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("memory");
    }

    @Test
    void plain_bomb_failsAtTheLimit() throws Exception {
        byte[] frame = pack("zst", new byte[32 << 20]);
        int frames = (int) (Decompression.MAX_OUTPUT_BYTES / (32 << 20)) + 1;
        InputStream bomb = new SequenceInputStream(
                Collections.enumeration(Collections.nCopies(frames, frame).stream()
                        .map(ByteArrayInputStream::new)
                        .toList()));
        assertThatThrownBy(() -> {
                    try (InputStream plain =
                            Decompression.plain(new ArchivePath("x.idx.zst"), bomb)) {
                        plain.transferTo(OutputStream.nullOutputStream());
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("allowed");
    }

    @Test
    void limited_eachWayToRead_isCounted() throws Exception {
        LimitedInputStream exact = limited(3);
        assertThat(exact.readAllBytes()).hasSize(3);
        LimitedInputStream single = limited(2);
        assertThat(single.read()).isEqualTo(1);
        assertThat(single.read()).isEqualTo(2);
        assertThatThrownBy(single::read).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> limited(2).skip(3)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> limited(2).readAllBytes()).isInstanceOf(IOException.class);
        assertThat(limited(3).markSupported()).isFalse();
    }

    private static LimitedInputStream limited(long limitBytes) {
        return new LimitedInputStream(new ByteArrayInputStream(new byte[] {1, 2, 3}), limitBytes);
    }

    private static byte[] unpack(String path, byte[] content) throws IOException {
        try (InputStream plain =
                Decompression.plain(new ArchivePath(path), new ByteArrayInputStream(content))) {
            return plain.readAllBytes();
        }
    }

    private static byte[] pack(String suffix, byte[] content)
            throws IOException, CompressorException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new CompressorStreamFactory()
                .createCompressorOutputStream(String.valueOf(CODECS.get(suffix)), bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }
}
