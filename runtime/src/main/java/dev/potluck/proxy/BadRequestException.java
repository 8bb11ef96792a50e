package dev.potluck.proxy;

/** A request that cannot be served as it is; the message is one line for the client. */
final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status of the answer (RFC 9110 section 15.5) */
    BadRequestException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
