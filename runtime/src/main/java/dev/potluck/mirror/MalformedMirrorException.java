package dev.potluck.mirror;

/** A text is not the URL of a mirror. The message quotes it and says what is allowed. */
public final class MalformedMirrorException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedMirrorException(String url, String expected) {
        super("'" + url + "' is not the address of a mirror: " + expected);
    }
}
