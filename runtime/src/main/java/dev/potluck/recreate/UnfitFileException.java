package dev.potluck.recreate;

import java.io.IOException;

/** A file that cannot be taken apart, or not put together again; the message says why. */
public final class UnfitFileException extends IOException {
    private static final long serialVersionUID = 1L;

    public UnfitFileException(String message) {
        super(message);
    }
}
