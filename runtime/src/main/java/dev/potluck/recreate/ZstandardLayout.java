package dev.potluck.recreate;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;

import dev.potluck.api.CompressedPart;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;

/** A Zstandard frame (RFC 8878), as a whole: its header depends on the settings too. */
final class ZstandardLayout implements Layouts.Compression {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MAGIC_BYTES = 4;
    // the frame header's descriptor, RFC 8878, 3.1.1.1.1
    private static final int SIZE_FLAG = 0xc0;
    private static final int SINGLE_SEGMENT = 0x20;
    private static final int CHECKSUM = 0x04;

    /** What rpm uses; {@link Presets} tries others. */
    private static final int USUAL_LEVEL = 19;

    @Override
    public List<Segment> segments(FileChannel file, CompressedPart part, long maxPayloadBytes)
            throws IOException {
        FileRegion region = new FileRegion(file, part.offsetBytes(), part.sizeBytes());
        byte[] buffer = new byte[BUFFER_BYTES];
        long payloadBytes = 0;
        try (ZstdInputStreamNoFinalizer content = new ZstdInputStreamNoFinalizer(region)) {
            for (int count; (count = content.read(buffer)) >= 0; ) {
                payloadBytes += count;
                if (payloadBytes > maxPayloadBytes) {
                    throw new UnfitFileException("a .zst stream too large");
                }
            }
        } catch (ZstdIOException e) {
            throw new UnfitFileException("a damaged .zst stream: " + e.getMessage());
        }
        int descriptor =
                FileRegion.read(file, part.offsetBytes() + MAGIC_BYTES, 1).get();
        return List.of(new Segment.Zstandard(
                part.sizeBytes(),
                payloadBytes,
                (descriptor & (SIZE_FLAG | SINGLE_SEGMENT)) != 0,
                (descriptor & CHECKSUM) != 0,
                USUAL_LEVEL));
    }
}
