package dev.potluck.api;

/**
 * A stretch of a package's file that is one compressed stream, of whatever compression: its first
 * bytes tell.
 *
 * @param offsetBytes from the beginning of the file
 * @param sizeBytes its length there, at least 1
 */
public record CompressedPart(long offsetBytes, long sizeBytes) {
    /** @throws IllegalArgumentException if it is no stretch */
    public CompressedPart {
        if (offsetBytes < 0 || sizeBytes < 1 || offsetBytes > Long.MAX_VALUE - sizeBytes) {
            throw new IllegalArgumentException(
                    "no stretch of a file: %d bytes at %d".formatted(sizeBytes, offsetBytes));
        }
    }
}
