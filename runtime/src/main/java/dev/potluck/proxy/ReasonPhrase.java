package dev.potluck.proxy;

import io.netty.handler.codec.http.HttpResponseStatus;

/** Status lines of refusals: package managers show them, and not the body, to a person. */
final class ReasonPhrase {
    private static final int MAX_LENGTH = 200;

    private ReasonPhrase() {}

    /** The standard phrase, and what was wrong, in printable ASCII. */
    static String of(int status, String message) {
        String phrase = HttpResponseStatus.valueOf(status).reasonPhrase() + " (" + message + ")";
        StringBuilder printable = new StringBuilder();
        for (int i = 0; i < Math.min(phrase.length(), MAX_LENGTH); i++) {
            char c = phrase.charAt(i);
            printable.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return printable.toString();
    }
}
