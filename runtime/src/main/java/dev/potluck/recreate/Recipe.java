package dev.potluck.recreate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How a file is made from its payload: segments, in their order. Big-endian:
 *
 * <pre>
 * count        u16
 * each segment:
 *   kind       u8   0 verbatim, 1 LZMA2, 2 deflate, 3 Zstandard
 *   file       i64  bytes in the file
 *   payload    i64  bytes in the payload; not for kind 0
 *   dictionary i32  bytes; kind 1 only
 *   level      u8   not for kind 0; kind 1: 0x80 for "extreme"; kind 3: 0x80 if the frame says its
 *                   content's length, 0x40 if it has a checksum
 * </pre>
 */
public record Recipe(List<Segment> segments) {
    /** More segments than any package has: a .deb has six, and one more pair for each 24 MB. */
    static final int MAX_SEGMENTS = 1000;

    /** Far above any file, and so little that sums of all segments stay exact. */
    private static final long MAX_SEGMENT_BYTES = 1L << 40;

    private static final int EXTREME = 0x80;
    private static final int SIZED = 0x80;
    private static final int CHECKED = 0x40;

    public Recipe {
        segments = List.copyOf(segments);
    }

    /** Length of the file. */
    public long fileBytes() {
        return segments.stream().mapToLong(Segment::fileBytes).sum();
    }

    /** Length of the payload. */
    public long payloadBytes() {
        return segments.stream().mapToLong(Segment::payloadBytes).sum();
    }

    /** Whether any of it is compressed, and can be made again. */
    public boolean hasStreams() {
        return segments.stream().anyMatch(segment -> !(segment instanceof Segment.Verbatim));
    }

    public void write(DataOutputStream out) throws IOException {
        out.writeShort(segments.size());
        for (Segment segment : segments) {
            if (segment instanceof Segment.Verbatim verbatim) {
                out.writeByte(0);
                out.writeLong(verbatim.fileBytes());
            } else if (segment instanceof Segment.Lzma2 lzma2) {
                begin(out, 1, segment);
                out.writeInt(lzma2.dictionaryBytes());
                XzPreset preset = lzma2.preset();
                out.writeByte(preset.level() | (preset.extreme() ? EXTREME : 0));
            } else if (segment instanceof Segment.Deflate deflate) {
                begin(out, 2, segment);
                out.writeByte(deflate.level());
            } else if (segment instanceof Segment.Zstandard zstd) {
                begin(out, 3, segment);
                out.writeByte(zstd.level()
                        | (zstd.isSized() ? SIZED : 0)
                        | (zstd.isChecked() ? CHECKED : 0));
            }
        }
    }

    private static void begin(DataOutputStream out, int kind, Segment segment) throws IOException {
        out.writeByte(kind);
        out.writeLong(segment.fileBytes());
        out.writeLong(segment.payloadBytes());
    }

    /** @throws UnfitFileException if it is no recipe */
    public static Recipe read(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        if (count > MAX_SEGMENTS) {
            throw new UnfitFileException("a recipe of " + count + " segments");
        }
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            segments.add(readSegment(in));
        }
        return new Recipe(segments);
    }

    private static Segment readSegment(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        long fileBytes = readSize(in);
        if (kind == 0) {
            return new Segment.Verbatim(fileBytes);
        }
        long payloadBytes = readSize(in);
        try {
            return switch (kind) {
                case 1 -> {
                    int dictionaryBytes = in.readInt();
                    int level = in.readUnsignedByte();
                    yield new Segment.Lzma2(
                            fileBytes,
                            payloadBytes,
                            dictionaryBytes,
                            new XzPreset(level & ~EXTREME, (level & EXTREME) != 0));
                }
                case 2 -> new Segment.Deflate(fileBytes, payloadBytes, in.readUnsignedByte());
                case 3 -> {
                    int level = in.readUnsignedByte();
                    yield new Segment.Zstandard(
                            fileBytes,
                            payloadBytes,
                            (level & SIZED) != 0,
                            (level & CHECKED) != 0,
                            level & ~(SIZED | CHECKED));
                }
                default -> throw new UnfitFileException("a recipe's segment of kind " + kind);
            };
        } catch (IllegalArgumentException e) {
            throw new UnfitFileException("a recipe's segment: " + e.getMessage());
        }
    }

    private static long readSize(DataInputStream in) throws IOException {
        long sizeBytes = in.readLong();
        if (sizeBytes < 0 || sizeBytes > MAX_SEGMENT_BYTES) {
            throw new UnfitFileException("a recipe's segment of " + sizeBytes + " bytes");
        }
        return sizeBytes;
    }
}
