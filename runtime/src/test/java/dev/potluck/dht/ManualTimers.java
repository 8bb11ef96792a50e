package dev.potluck.dht;

import dev.potluck.net.Timers;

import java.util.ArrayList;
import java.util.List;

/** Time that moves when a test says so. */
final class ManualTimers implements Timers {
    private static final class Task implements Handle {
        final long atMs;
        final Runnable work;
        boolean cancelled;

        Task(long atMs, Runnable work) {
            this.atMs = atMs;
            this.work = work;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private final List<Task> tasks = new ArrayList<>();
    private long nowMs = 1_000_000;

    @Override
    public long nowMs() {
        return nowMs;
    }

    @Override
    public Handle schedule(long delayMs, Runnable work) {
        Task task = new Task(nowMs + delayMs, work);
        tasks.add(task);
        return task;
    }

    /** Moves time on, and runs what is due on the way. */
    void advance(long byMs) {
        long untilMs = nowMs + byMs;
        Task next = nextDue(untilMs);
        while (next != null) {
            nowMs = Math.max(nowMs, next.atMs);
            tasks.remove(next);
            if (!next.cancelled) {
                next.work.run();
            }
            next = nextDue(untilMs);
        }
        nowMs = untilMs;
    }

    private @org.jspecify.annotations.Nullable Task nextDue(long untilMs) {
        Task next = null;
        for (Task task : tasks) {
            if (task.atMs <= untilMs && (next == null || task.atMs < next.atMs)) {
                next = task;
            }
        }
        return next;
    }
}
