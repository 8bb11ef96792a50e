package dev.potluck.delta;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Files that can be taken apart: gzip streams of words. */
final class Samples {
    private static final int WORDS = 40_000;

    private Samples() {}

    /** A version of one file; others differ in a few words. */
    static byte[] version(int number) {
        return gzip(words(1, number));
    }

    /** A file that has nothing in common with the others. */
    static byte[] stranger(int seed) {
        return gzip(words(1000 + seed, 0));
    }

    /** Words that are the same for a seed, but for one in a thousand. */
    private static byte[] words(long seed, int number) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < WORDS; i++) {
            String word = Integer.toString(random.nextInt(5000), 36);
            text.append(i % 1000 == 7 ? "version" + number : word).append(' ');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return packed.toByteArray();
    }
}
