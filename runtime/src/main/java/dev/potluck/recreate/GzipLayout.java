package dev.potluck.recreate;

import dev.potluck.api.CompressedPart;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** A .gz stream (RFC 1952) of one member: its header and checksum are verbatim. */
final class GzipLayout implements Layouts.Compression {
    private static final int FIXED_HEADER_BYTES = 10;
    private static final int MAX_HEADER_BYTES = 1 << 16;
    private static final int HAS_HEADER_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int BEST_LEVEL = 9;

    @Override
    public List<Segment> segments(FileChannel file, CompressedPart part, long maxPayloadBytes)
            throws IOException {
        long headerBytes = headerBytes(file, part);
        Inflater inflater = new Inflater(true);
        try {
            inflate(
                    new FileRegion(
                            file, part.offsetBytes() + headerBytes, part.sizeBytes() - headerBytes),
                    inflater,
                    maxPayloadBytes);
            long packedBytes = inflater.getBytesRead();
            List<Segment> segments = new ArrayList<>();
            segments.add(new Segment.Verbatim(headerBytes));
            segments.add(new Segment.Deflate(packedBytes, inflater.getBytesWritten(), BEST_LEVEL));
            segments.add(new Segment.Verbatim(part.sizeBytes() - headerBytes - packedBytes));
            return segments;
        } finally {
            inflater.end();
        }
    }

    private static void inflate(InputStream packed, Inflater inflater, long maxPayloadBytes)
            throws IOException {
        byte[] in = new byte[BUFFER_BYTES];
        byte[] out = new byte[BUFFER_BYTES];
        try {
            while (!inflater.finished()) {
                if (inflater.needsInput()) {
                    int count = packed.read(in);
                    if (count < 0) {
                        throw new UnfitFileException("a .gz stream cut short");
                    }
                    inflater.setInput(in, 0, count);
                }
                inflater.inflate(out);
                if (inflater.needsDictionary() || inflater.getBytesWritten() > maxPayloadBytes) {
                    throw new UnfitFileException("a .gz stream too large");
                }
            }
        } catch (DataFormatException e) {
            throw new UnfitFileException("a damaged .gz stream");
        }
    }

    private static long headerBytes(FileChannel file, CompressedPart part) throws IOException {
        FileRegion region = new FileRegion(
                file, part.offsetBytes(), Math.min(part.sizeBytes(), MAX_HEADER_BYTES));
        byte[] fixed = region.readNBytes(FIXED_HEADER_BYTES);
        if (fixed.length < FIXED_HEADER_BYTES) {
            throw new UnfitFileException("a .gz header cut short");
        }
        int flags = fixed[3];
        long bytes = FIXED_HEADER_BYTES;
        if ((flags & HAS_EXTRA) != 0) {
            int extraBytes = next(region) | next(region) << 8;
            region.skipNBytes(extraBytes);
            bytes += 2 + extraBytes;
        }
        for (int text : new int[] {HAS_NAME, HAS_COMMENT}) {
            if ((flags & text) != 0) {
                do {
                    bytes++;
                } while (next(region) != 0);
            }
        }
        return bytes + ((flags & HAS_HEADER_CHECKSUM) != 0 ? 2 : 0);
    }

    private static int next(InputStream region) throws IOException {
        int value = region.read();
        if (value < 0) {
            throw new UnfitFileException("a .gz header cut short");
        }
        return value;
    }
}
