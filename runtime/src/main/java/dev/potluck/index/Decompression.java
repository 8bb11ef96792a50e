package dev.potluck.index;

import dev.potluck.api.ArchivePath;

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.lzma.LZMACompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Undoes the compression that a file's name tells, or else its first bytes, within limits. Some
 * formats' indexes are packed under a name that does not say so: {@code core.db} of Arch Linux.
 */
final class Decompression {
    /** The largest index in the field, a distribution's file lists, has under 1 GB. */
    static final long MAX_OUTPUT_BYTES = 2L << 30;

    /** xz -9 wants 65 MiB to decode. */
    private static final int MAX_DECODER_MEMORY_KIB = 70 << 10;

    private static final int GZIP_BUFFER_BYTES = 64 << 10;

    /** The first bytes of what is told by them (RFC 1952, RFC 8878, xz file format 1.2). */
    private static final Map<String, byte[]> MAGIC = Map.of(
            "gz", new byte[] {0x1f, (byte) 0x8b},
            "zst", new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd},
            "xz", new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0},
            "bz2", new byte[] {'B', 'Z', 'h'});

    private static final int MAX_MAGIC_BYTES = 6;

    private static final Set<String> SUFFIXES =
            Set.of("gz", "bz2", "xz", "zst", "zck", "lz4", "lzma");

    private Decompression() {}

    /** The plain content; reading fails with {@link IOException} past {@link #MAX_OUTPUT_BYTES}. */
    static InputStream plain(ArchivePath path, InputStream content) throws IOException {
        InputStream packed = content.markSupported() ? content : new BufferedInputStream(content);
        return new LimitedInputStream(unpack(codec(path, packed), packed), MAX_OUTPUT_BYTES);
    }

    private static String codec(ArchivePath path, InputStream content) throws IOException {
        String name = path.fileName().toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        String suffix = dot < 0 ? "" : name.substring(dot + 1);
        if (SUFFIXES.contains(suffix)) {
            return suffix;
        }
        content.mark(MAX_MAGIC_BYTES);
        byte[] start = content.readNBytes(MAX_MAGIC_BYTES);
        content.reset();
        for (Map.Entry<String, byte[]> magic : MAGIC.entrySet()) {
            int length = magic.getValue().length;
            if (start.length >= length
                    && Arrays.equals(start, 0, length, magic.getValue(), 0, length)) {
                return magic.getKey();
            }
        }
        return "";
    }

    private static InputStream unpack(String codec, InputStream content) throws IOException {
        return switch (codec) {
            case "gz" -> new GZIPInputStream(content, GZIP_BUFFER_BYTES);
            case "bz2" -> new BZip2CompressorInputStream(content, true);
            case "xz" ->
                XZCompressorInputStream.builder()
                        .setInputStream(content)
                        .setDecompressConcatenated(true)
                        .setMemoryLimitKiB(MAX_DECODER_MEMORY_KIB)
                        .get();
            case "zst" -> new ZstdCompressorInputStream(content);
            case "zck" -> Zchunk.plain(content);
            case "lz4" -> new FramedLZ4CompressorInputStream(content, true);
            case "lzma" ->
                LZMACompressorInputStream.builder()
                        .setInputStream(content)
                        .setMemoryLimitKiB(MAX_DECODER_MEMORY_KIB)
                        .get();
            default -> content;
        };
    }
}
