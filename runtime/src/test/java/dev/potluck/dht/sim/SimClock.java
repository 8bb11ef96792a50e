package dev.potluck.dht.sim;

import dev.potluck.net.Timers;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Virtual time in milliseconds, and the tasks that wait for theirs.
 *
 * <p>A wheel of one slot for each of the next 65,536 ms, and a heap for what is later. Tasks of one
 * millisecond run in the order in which they were scheduled, so a run depends on nothing but its
 * seed.
 */
final class SimClock {
    private static final int SLOTS = 1 << 16;

    /** A task; one that was cancelled does nothing, and holds nothing. */
    static final class Event implements Timers.Handle, Comparable<Event> {
        private final long atMs;
        private final long order;
        private Runnable task;

        private Event(long atMs, long order, Runnable task) {
            this.atMs = atMs;
            this.order = order;
            this.task = task;
        }

        @Override
        public void cancel() {
            task = Event::nothing;
        }

        private static void nothing() {}

        @Override
        public int compareTo(Event other) {
            return atMs == other.atMs
                    ? Long.compare(order, other.order)
                    : Long.compare(atMs, other.atMs);
        }
    }

    private final List<List<Event>> wheel = new ArrayList<>(SLOTS);
    private final PriorityQueue<Event> later = new PriorityQueue<>();
    private long nowMs;
    private long scheduled;

    SimClock() {
        for (int i = 0; i < SLOTS; i++) {
            wheel.add(new ArrayList<>(0));
        }
    }

    long nowMs() {
        return nowMs;
    }

    Event schedule(long delayMs, Runnable task) {
        Event event = new Event(nowMs + Math.max(0, delayMs), scheduled++, task);
        if (event.atMs - nowMs < SLOTS) {
            slot(event.atMs).add(event);
        } else {
            later.add(event);
        }
        return event;
    }

    private List<Event> slot(long atMs) {
        return wheel.get((int) (atMs & SLOTS - 1));
    }

    /** Runs everything up to and with {@code untilMs}. */
    void runUntil(long untilMs) {
        while (nowMs <= untilMs) {
            List<Event> due = slot(nowMs);
            // Tasks may add to this very slot: an index, not an iterator.
            for (int i = 0; i < due.size(); i++) {
                due.get(i).task.run();
            }
            due.clear();
            if (nowMs == untilMs) {
                return;
            }
            nowMs++;
            while (!later.isEmpty() && later.peek().atMs - nowMs < SLOTS) {
                Event event = later.poll();
                slot(event.atMs).add(event);
            }
        }
    }

    /** Tasks scheduled so far. */
    long scheduled() {
        return scheduled;
    }
}
