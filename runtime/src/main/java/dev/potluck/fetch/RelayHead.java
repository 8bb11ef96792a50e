package dev.potluck.fetch;

import dev.potluck.index.Validators;

/**
 * What a source said of a file before its bytes.
 *
 * @param sizeBytes its length; -1 if unknown
 * @param validators its ETag and Last-Modified
 * @param contentType its Content-Type; empty if there was none
 */
public record RelayHead(long sizeBytes, Validators validators, String contentType) {
    static final long UNKNOWN_SIZE = -1;
}
