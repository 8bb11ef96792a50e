package dev.potluck.recreate;

/**
 * A stretch of a package's file, and what it is in the payload: the file with its compressed
 * streams unpacked, in the same order.
 */
public sealed interface Segment {
    /** Its length in the file. */
    long fileBytes();

    /** Its length in the payload. */
    long payloadBytes();

    /**
     * Bytes that stand in both: headers, checksums, and streams that cannot be made again.
     *
     * @param fileBytes its length in both
     */
    record Verbatim(long fileBytes) implements Segment {
        @Override
        public long payloadBytes() {
            return fileBytes;
        }
    }

    /**
     * A raw LZMA2 stream, as a block of an .xz file holds one between header and check.
     *
     * @param dictionaryBytes of the decoder, as the block's header says
     * @param preset what made it
     */
    record Lzma2(long fileBytes, long payloadBytes, int dictionaryBytes, XzPreset preset)
            implements Segment {
        Lzma2 madeBy(XzPreset other) {
            return new Lzma2(fileBytes, payloadBytes, dictionaryBytes, other);
        }
    }

    /**
     * A raw deflate stream (RFC 1951), as a .gz file holds one between header and checksum.
     *
     * @param level zlib's, 1 to 9
     */
    record Deflate(long fileBytes, long payloadBytes, int level) implements Segment {
        Deflate madeBy(int other) {
            return new Deflate(fileBytes, payloadBytes, other);
        }
    }

    /**
     * A Zstandard frame (RFC 8878), with its header and checksum.
     *
     * @param isSized whether its header says how long its content is; encoders that know behave
     *     differently
     * @param isChecked whether a checksum of its content follows
     * @param level zstd's, 1 to 22
     */
    record Zstandard(
            long fileBytes, long payloadBytes, boolean isSized, boolean isChecked, int level)
            implements Segment {
        Zstandard madeBy(int other) {
            return new Zstandard(fileBytes, payloadBytes, isSized, isChecked, other);
        }
    }
}
