package dev.potluck.plugin;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs one third party's code on threads of its own, so that code that does not come back holds up
 * nobody but its thread: Java cannot end a thread from without.
 */
final class PluginThreads {
    /** How often a call that has no fixed end is looked at. */
    private static final long LOOK_MS = 250;

    private static final ThreadLocal<Boolean> IS_INSIDE = ThreadLocal.withInitial(() -> false);

    private final ExecutorService threads;

    PluginThreads(String pluginId) {
        this.threads = Executors.newCachedThreadPool(run -> {
            Thread thread = new Thread(run, "plugin-" + pluginId);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Waits for a call for a limited time. A plugin that calls back into its own format, as it does
     * while an index is parsed, stays on its thread.
     *
     * @throws HungException when the time is over; the thread is interrupted and left alone
     * @throws Throwable what the call throws
     */
    <T> T call(Callable<T> call, long limitMs) throws Throwable {
        return IS_INSIDE.get() ? call.call() : await(submit(call), limitMs, new AtomicLong());
    }

    /**
     * Waits for a call as long as it makes progress.
     *
     * @param moves counts its steps
     */
    <T> T callWhileMoving(Callable<T> call, long idleMs, AtomicLong moves) throws Throwable {
        return IS_INSIDE.get() ? call.call() : await(submit(call), idleMs, moves);
    }

    private <T> Future<T> submit(Callable<T> call) {
        return threads.submit(() -> {
            IS_INSIDE.set(true);
            return call.call();
        });
    }

    private static <T> T await(Future<T> running, long limitMs, AtomicLong moves) throws Throwable {
        long lookMs = Math.min(limitMs, LOOK_MS);
        long idleMs = 0;
        long movesBefore = moves.get();
        while (true) {
            try {
                return running.get(lookMs, TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillRunning) {
                idleMs = moves.get() == movesBefore ? idleMs + lookMs : 0;
                movesBefore = moves.get();
                if (idleMs >= limitMs) {
                    running.cancel(true);
                    throw new HungException(limitMs);
                }
            } catch (ExecutionException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }
    }

    /** Takes no more calls; what still runs is interrupted. */
    void close() {
        threads.shutdownNow();
    }

    /** A call did not come back. */
    static final class HungException extends Exception {
        private static final long serialVersionUID = 1L;

        HungException(long limitMs) {
            super("did not come back within " + limitMs + " ms");
        }
    }
}
