package dev.potluck.net;

/** Time and waiting, as everything below the application sees them. */
public interface Timers {
    /** A task that waits. */
    @FunctionalInterface
    interface Handle {
        /** Forgets the task; of no effect when it ran already. */
        void cancel();
    }

    /** Milliseconds since a fixed moment; never goes back, whatever the wall clock does. */
    long nowMs();

    /**
     * Runs {@code task} once, {@code delayMs} milliseconds from now, on the thread of the caller's
     * event loop.
     */
    Handle schedule(long delayMs, Runnable task);
}
