package dev.potluck.swarm;

import dev.potluck.net.Timers;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** Virtual time: it jumps from one task to the next. */
final class SimTimers implements Timers {
    private record Task(long atMs, long number, Runnable work) {}

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.comparingLong(Task::atMs).thenComparingLong(Task::number));
    private long nowMs = 1_000_000;
    private long count;

    @Override
    public long nowMs() {
        return nowMs;
    }

    @Override
    public Handle schedule(long delayMs, Runnable work) {
        Task task = new Task(nowMs + Math.max(0, delayMs), count++, work);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    /** Runs what is due until the condition holds or the time is over; says whether it holds. */
    boolean runUntil(BooleanSupplier condition, long atMostMs) {
        long endMs = nowMs + atMostMs;
        while (!condition.getAsBoolean()) {
            Task next = tasks.peek();
            if (next == null || next.atMs() > endMs) {
                nowMs = endMs;
                return condition.getAsBoolean();
            }
            tasks.remove();
            nowMs = Math.max(nowMs, next.atMs());
            next.work().run();
        }
        return true;
    }

    void advance(long ms) {
        runUntil(() -> false, ms);
    }
}
