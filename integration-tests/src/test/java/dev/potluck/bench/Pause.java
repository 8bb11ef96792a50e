package dev.potluck.bench;

/** Waiting, in the one place that may: a benchmark polls processes that know nothing of it. */
final class Pause {
    private Pause() {}

    static void milliseconds(long pauseMs) {
        try {
            Thread.sleep(pauseMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
