package dev.potluck.app;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in one line what went wrong. */
final class OneLine {
    /** As Netty has it for a failed call of the system's; the text after it is the system's. */
    private static final Pattern NATIVE_CALL =
            Pattern.compile("[a-z]+\\(\\.\\.\\) failed with error\\(-[0-9]+\\): (.+)");

    private OneLine() {}

    static String of(Throwable failure) {
        String message = failure.getMessage();
        if (failure instanceof AccessDeniedException) {
            return message + ": permission denied";
        }
        if (failure instanceof NoSuchFileException) {
            return message + ": no such file or directory";
        }
        boolean hasReason =
                !(failure instanceof FileSystemException file) || file.getReason() != null;
        if (message == null || !hasReason) {
            return failure.toString();
        }
        return inPlainWords(message.lines().findFirst().orElse(failure.toString()));
    }

    private static String inPlainWords(String line) {
        Matcher call = NATIVE_CALL.matcher(line);
        return call.matches()
                ? Character.toLowerCase(call.group(1).charAt(0)) + call.group(1).substring(1)
                : line;
    }
}
