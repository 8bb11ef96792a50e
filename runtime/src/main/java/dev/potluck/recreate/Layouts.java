package dev.potluck.recreate;

import dev.potluck.api.CompressedPart;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out what a package's file consists of. What it does not understand is verbatim. */
public final class Layouts {
    private static final int XZ_MAGIC = 0xfd377a58;
    private static final int ZSTD_MAGIC = 0x28b52ffd;
    private static final int GZIP_MAGIC = 0x1f8b;

    private Layouts() {}

    /** Knows one compression. */
    interface Compression {
        /**
         * What a stream consists of; together as long as the part.
         *
         * @throws UnfitFileException if it is no such stream, or one of an unusual kind
         */
        List<Segment> segments(FileChannel file, CompressedPart part, long maxPayloadBytes)
                throws IOException;
    }

    /**
     * What the file consists of. The settings of its streams are guesses, see {@link Presets}.
     *
     * @param parts its streams, in their order; the whole file is looked at if there are none
     * @param maxPayloadBytes most that all of them may hold
     * @throws UnfitFileException if there is more, or the parts are not the file's
     */
    public static Recipe of(FileChannel file, List<CompressedPart> parts, long maxPayloadBytes)
            throws IOException {
        long sizeBytes = file.size();
        List<CompressedPart> streams = parts;
        if (parts.isEmpty() && sizeBytes > 0) {
            streams = List.of(new CompressedPart(0, sizeBytes));
        }
        List<Segment> segments = new ArrayList<>();
        long doneBytes = 0;
        long leftBytes = maxPayloadBytes;
        for (CompressedPart part : streams) {
            if (part.offsetBytes() < doneBytes
                    || part.sizeBytes() > sizeBytes - part.offsetBytes()
                    || segments.size() >= Recipe.MAX_SEGMENTS) {
                throw new UnfitFileException("%s is no part of a file of %d bytes, or overlaps"
                        .formatted(part, sizeBytes));
            }
            addVerbatim(segments, part.offsetBytes() - doneBytes);
            List<Segment> found = segments(file, part, leftBytes);
            leftBytes -= found.stream().mapToLong(Segment::payloadBytes).sum();
            found.forEach(segment -> add(segments, segment));
            doneBytes = part.offsetBytes() + part.sizeBytes();
        }
        addVerbatim(segments, sizeBytes - doneBytes);
        Recipe recipe = new Recipe(segments);
        if (recipe.payloadBytes() > maxPayloadBytes || segments.size() > Recipe.MAX_SEGMENTS) {
            throw new UnfitFileException("it holds more than " + maxPayloadBytes + " bytes");
        }
        return recipe;
    }

    private static List<Segment> segments(
            FileChannel file, CompressedPart part, long maxPayloadBytes) throws IOException {
        Optional<Compression> compression = compression(file, part);
        if (compression.isEmpty()) {
            return List.of(new Segment.Verbatim(part.sizeBytes()));
        }
        try {
            return compression.get().segments(file, part, maxPayloadBytes);
        } catch (UnfitFileException unusual) {
            return List.of(new Segment.Verbatim(part.sizeBytes()));
        }
    }

    private static Optional<Compression> compression(FileChannel file, CompressedPart part)
            throws IOException {
        if (part.sizeBytes() < Integer.BYTES) {
            return Optional.empty();
        }
        int magic = magic(file, part);
        if (magic == XZ_MAGIC) {
            return Optional.of(new XzLayout());
        }
        if (magic == ZSTD_MAGIC) {
            return Optional.of(new ZstandardLayout());
        }
        return magic >>> 16 == GZIP_MAGIC ? Optional.of(new GzipLayout()) : Optional.empty();
    }

    private static int magic(FileChannel file, CompressedPart part) throws IOException {
        try {
            ByteBuffer bytes = FileRegion.read(file, part.offsetBytes(), Integer.BYTES);
            return bytes.getInt();
        } catch (EOFException e) {
            throw new UnfitFileException("the file was cut short");
        }
    }

    private static void addVerbatim(List<Segment> segments, long sizeBytes) {
        if (sizeBytes > 0) {
            add(segments, new Segment.Verbatim(sizeBytes));
        }
    }

    /** Verbatim stretches that meet become one. */
    static void add(List<Segment> segments, Segment next) {
        int last = segments.size() - 1;
        if (last >= 0
                && next instanceof Segment.Verbatim
                && segments.get(last) instanceof Segment.Verbatim before) {
            segments.set(last, new Segment.Verbatim(before.fileBytes() + next.fileBytes()));
        } else {
            segments.add(next);
        }
    }
}
