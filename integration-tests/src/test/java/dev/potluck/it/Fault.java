package dev.potluck.it;

/**
 * One way for a mirror to misbehave.
 *
 * @param kind what it does
 * @param share where in the body it does it: 0 is before the first byte, 1 before the last
 * @param value a status code, bytes per second, or bytes of difference; by kind
 */
record Fault(Kind kind, double share, long value) {
    enum Kind {
        /** Serves as it should. */
        NONE,
        /** Reads the request and never answers. */
        HANG_BEFORE_HEAD,
        /** Sends the head and a share of the body, then nothing. */
        HANG_IN_BODY,
        /** Sends a share of the body, then closes the connection. */
        TRUNCATE,
        /** As above, but without a Content-Length: the end looks like the end. */
        TRUNCATE_UNSEEN,
        /** The right size, the right head, and one wrong byte. */
        WRONG_BYTE,
        /** A Content-Length that is off by a number of bytes. */
        WRONG_LENGTH,
        /** Answers with a status code. */
        STATUS,
        /** Answers 401 to whoever brings no Authorization. */
        UNAUTHORIZED,
        /** Redirects to itself. */
        REDIRECT_LOOP,
        /** At most so many bytes of body per second. */
        SLOW
    }

    static Fault none() {
        return new Fault(Kind.NONE, 0, 0);
    }

    static Fault hangBeforeHead() {
        return new Fault(Kind.HANG_BEFORE_HEAD, 0, 0);
    }

    static Fault hangAt(double share) {
        return new Fault(Kind.HANG_IN_BODY, share, 0);
    }

    static Fault truncateAt(double share) {
        return new Fault(Kind.TRUNCATE, share, 0);
    }

    static Fault truncateUnseenAt(double share) {
        return new Fault(Kind.TRUNCATE_UNSEEN, share, 0);
    }

    static Fault wrongByteAt(double share) {
        return new Fault(Kind.WRONG_BYTE, share, 0);
    }

    static Fault lengthOffBy(long bytes) {
        return new Fault(Kind.WRONG_LENGTH, 0, bytes);
    }

    static Fault status(int code) {
        return new Fault(Kind.STATUS, 0, code);
    }

    static Fault unauthorized() {
        return new Fault(Kind.UNAUTHORIZED, 0, 401);
    }

    static Fault redirectLoop() {
        return new Fault(Kind.REDIRECT_LOOP, 0, 0);
    }

    static Fault slow(long bytesPerSecond) {
        return new Fault(Kind.SLOW, 0, bytesPerSecond);
    }

    /** The position of the fault in a body of this length. */
    int position(int lengthBytes) {
        return Math.max(0, Math.min(lengthBytes - 1, (int) (share * lengthBytes)));
    }
}
