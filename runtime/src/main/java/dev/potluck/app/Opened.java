package dev.potluck.app;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a start has opened so far: closed again, the last first, when a later step fails. */
final class Opened {
    private final Deque<AutoCloseable> stack = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T opened) {
        stack.push(opened);
        return opened;
    }

    /** Closes all of it; what goes wrong with that is added to the cause. */
    void closeAfter(Exception cause) {
        while (!stack.isEmpty()) {
            try {
                stack.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                cause.addSuppressed(e);
            } catch (Exception e) {
                cause.addSuppressed(e);
            }
        }
    }
}
