package dev.potluck.net;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the operating system says of a failed call, without the name and number of the call. */
public final class SystemWords {
    /** As Netty's native transports have it; the text after it is the system's. */
    private static final Pattern NATIVE_CALL =
            Pattern.compile("[a-zA-Z]+\\(\\.\\.\\) failed with error\\(-[0-9]+\\): (.+)");

    private SystemWords() {}

    /**
     * The text itself, unless it is of such a call: {@code bind(..) failed with error(-98): Address
     * already in use} is {@code address already in use}.
     */
    public static String of(String message) {
        Matcher call = NATIVE_CALL.matcher(message);
        return call.matches()
                ? Character.toLowerCase(call.group(1).charAt(0)) + call.group(1).substring(1)
                : message;
    }
}
