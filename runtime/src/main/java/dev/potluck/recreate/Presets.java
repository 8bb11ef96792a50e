package dev.potluck.recreate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds the settings that a file's streams were made with: each is begun again with the likely
 * ones, until the beginnings are the same. That the rest is the same too must be proved by making
 * all of it.
 */
public final class Presets {
    /** So much of a stream's content is packed again for each try. */
    private static final int SAMPLE_BYTES = 1 << 20;

    /** The first LZMA2 chunk's sizes differ if the sample ends in it. */
    private static final int LZMA2_CHUNK_HEADER_BYTES = 6;

    private static final int[] DEFLATE_LEVELS = {9, 6, 8, 7, 5, 4, 3, 2, 1};
    private static final int[] ZSTD_LEVELS = {19, 3, 22, 20, 15, 10, 9, 6, 1};

    private Presets() {}

    /** The recipe with the right settings; streams that cannot be made again are verbatim. */
    public static Recipe find(Recipe recipe, FileChannel file) throws IOException {
        List<Segment> found = new ArrayList<>();
        long at = 0;
        for (Segment segment : recipe.segments()) {
            Layouts.add(found, find(segment, file, at));
            at += segment.fileBytes();
        }
        return new Recipe(found);
    }

    private static Segment find(Segment segment, FileChannel file, long at) throws IOException {
        if (segment instanceof Segment.Verbatim) {
            return segment;
        }
        byte[] content;
        try (InputStream unpacked =
                Parts.unpacked(segment, new FileRegion(file, at, segment.fileBytes()))) {
            content = unpacked.readNBytes(SAMPLE_BYTES);
        }
        int packedBytes = (int) Math.min(segment.fileBytes(), content.length + 1024L);
        byte[] packed = new FileRegion(file, at, packedBytes).readNBytes(packedBytes);
        boolean isWhole = content.length == segment.payloadBytes();
        for (Segment candidate : candidates(segment)) {
            if (makes(candidate, content, packed, isWhole)) {
                return candidate;
            }
        }
        return new Segment.Verbatim(segment.fileBytes());
    }

    private static List<? extends Segment> candidates(Segment segment) {
        if (segment instanceof Segment.Lzma2 lzma2) {
            return XzPreset.withDictionary(lzma2.dictionaryBytes()).stream()
                    .map(lzma2::madeBy)
                    .toList();
        }
        if (segment instanceof Segment.Deflate deflate) {
            return IntStream.of(DEFLATE_LEVELS).mapToObj(deflate::madeBy).toList();
        }
        if (segment instanceof Segment.Zstandard zstd) {
            return IntStream.of(ZSTD_LEVELS).mapToObj(zstd::madeBy).toList();
        }
        return List.of();
    }

    private static boolean makes(Segment candidate, byte[] content, byte[] packed, boolean isWhole)
            throws IOException {
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        try (Packer packer = Packer.of(candidate, again)) {
            packer.content().write(content);
            if (isWhole) {
                packer.finish();
                return Arrays.equals(again.toByteArray(), packed);
            }
            // An encoder looks ahead: it may have ended the sample otherwise than it would go on.
            packer.sample();
            int from = candidate instanceof Segment.Lzma2 ? LZMA2_CHUNK_HEADER_BYTES : 0;
            int to = Math.max(from, again.size() / 2);
            return packed.length >= to
                    && Arrays.equals(again.toByteArray(), from, to, packed, from, to);
        } catch (UnfitFileException e) { // settings that the encoder does not know
            return false;
        }
    }
}
