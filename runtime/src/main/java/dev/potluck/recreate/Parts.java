package dev.potluck.recreate;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;

import org.tukaani.xz.LZMA2InputStream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** From a file to its payload by a recipe, and back. */
public final class Parts {
    private static final int BUFFER_BYTES = 1 << 16;

    private Parts() {}

    /**
     * Writes the payload of a file.
     *
     * @throws UnfitFileException if it is not the recipe's file, as far as can be told
     */
    public static void takeApart(Recipe recipe, FileChannel file, OutputStream payload)
            throws IOException {
        if (file.size() != recipe.fileBytes()) {
            throw new UnfitFileException("a file of %d bytes, and a recipe for one of %d"
                    .formatted(file.size(), recipe.fileBytes()));
        }
        long at = 0;
        for (Segment segment : recipe.segments()) {
            try (InputStream content =
                    unpacked(segment, new FileRegion(file, at, segment.fileBytes()))) {
                copy(content, segment.payloadBytes(), payload);
            }
            at += segment.fileBytes();
        }
    }

    /** What a segment of a file holds. */
    static InputStream unpacked(Segment segment, InputStream packed) throws IOException {
        if (segment instanceof Segment.Lzma2 lzma2) {
            return new LZMA2InputStream(packed, lzma2.dictionaryBytes());
        }
        if (segment instanceof Segment.Deflate) {
            return new InflaterInputStream(packed, new Inflater(true), BUFFER_BYTES) {
                @Override
                public void close() throws IOException {
                    super.close();
                    inf.end();
                }
            };
        }
        return segment instanceof Segment.Zstandard
                ? new ZstdInputStreamNoFinalizer(packed)
                : packed;
    }

    /**
     * Writes a file, as its payload comes.
     *
     * @throws UnfitFileException if the payload is shorter than the recipe's
     */
    public static void putTogether(Recipe recipe, InputStream payload, OutputStream file)
            throws IOException {
        for (Segment segment : recipe.segments()) {
            try (Packer packer = Packer.of(segment, file)) {
                copy(payload, segment.payloadBytes(), packer.content());
                packer.finish();
            }
        }
    }

    static void copy(InputStream from, long countBytes, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long left = countBytes;
        while (left > 0) {
            int count = from.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new UnfitFileException(
                        "%d bytes are missing of %d".formatted(left, countBytes));
            }
            to.write(buffer, 0, count);
            left -= count;
        }
    }
}
