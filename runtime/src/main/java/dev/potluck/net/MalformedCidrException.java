package dev.potluck.net;

/** A text is not a network. The message quotes it and says what is allowed. */
public final class MalformedCidrException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedCidrException(String text, String expected) {
        super("'" + text + "' is not a network: " + expected);
    }
}
