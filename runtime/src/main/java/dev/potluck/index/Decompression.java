package dev.potluck.index;

import dev.potluck.api.ArchivePath;

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.lzma.LZMACompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** Undoes the compression that a file's name tells, within limits. */
final class Decompression {
    /** The largest index in the field, a distribution's file lists, has under 1 GB. */
    static final long MAX_OUTPUT_BYTES = 2L << 30;

    /** xz -9 wants 65 MiB to decode. */
    private static final int MAX_DECODER_MEMORY_KIB = 70 << 10;

    private static final int GZIP_BUFFER_BYTES = 64 << 10;

    private Decompression() {}

    /** The plain content; reading fails with {@link IOException} past {@link #MAX_OUTPUT_BYTES}. */
    static InputStream plain(ArchivePath path, InputStream content) throws IOException {
        String name = path.fileName().toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        String suffix = dot < 0 ? "" : name.substring(dot + 1);
        InputStream plain = switch (suffix) {
            case "gz" -> new GZIPInputStream(content, GZIP_BUFFER_BYTES);
            case "bz2" -> new BZip2CompressorInputStream(content, true);
            case "xz" ->
                XZCompressorInputStream.builder()
                        .setInputStream(content)
                        .setDecompressConcatenated(true)
                        .setMemoryLimitKiB(MAX_DECODER_MEMORY_KIB)
                        .get();
            case "zst" -> new ZstdCompressorInputStream(content);
            case "lz4" -> new FramedLZ4CompressorInputStream(content, true);
            case "lzma" ->
                LZMACompressorInputStream.builder()
                        .setInputStream(content)
                        .setMemoryLimitKiB(MAX_DECODER_MEMORY_KIB)
                        .get();
            default -> content;
        };
        return new LimitedInputStream(plain, MAX_OUTPUT_BYTES);
    }
}
