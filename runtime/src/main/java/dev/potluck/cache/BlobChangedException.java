package dev.potluck.cache;

import java.io.IOException;

/** A blob's file is not the one that was verified. */
public final class BlobChangedException extends IOException {
    private static final long serialVersionUID = 1L;

    BlobChangedException(String message) {
        super(message);
    }
}
