package dev.potluck.trust;

import java.io.IOException;

/** Bytes that are not what RFC 9580 says; the message names the line or offset. */
final class MalformedOpenPgpException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String message;

    MalformedOpenPgpException(String message) {
        super(message);
        this.message = message;
    }

    MalformedOpenPgpException(String message, Throwable cause) {
        super(message, cause);
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
