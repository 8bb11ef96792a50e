package dev.potluck.app;

import dev.potluck.net.SystemWords;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in one line what went wrong. */
final class OneLine {
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
        return SystemWords.of(message.lines().findFirst().orElse(failure.toString()));
    }
}
