package dev.potluck.hashdb;

import java.io.IOException;

/** The database could not do it; the message says what to do about that. */
public final class HashDbException extends IOException {
    private static final long serialVersionUID = 1L;

    HashDbException(String message) {
        super(message);
    }

    HashDbException(String message, Throwable cause) {
        super(message, cause);
    }
}
