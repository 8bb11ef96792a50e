package dev.potluck.peer;

import dev.potluck.net.Timers;

import io.vertx.core.Vertx;

import java.util.concurrent.TimeUnit;

/** Real time, or slower, on the loop of the caller. */
public final class LoopTimers implements Timers {
    private final Vertx vertx;
    private final int slowness;

    public LoopTimers(Vertx vertx) {
        this(vertx, 1);
    }

    /** @param slowness what takes so many ms is told to have taken one: for loaded machines */
    public LoopTimers(Vertx vertx, int slowness) {
        this.vertx = vertx;
        this.slowness = slowness;
    }

    @Override
    public long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime()) / slowness;
    }

    @Override
    public Handle schedule(long delayMs, Runnable task) {
        long timer = vertx.setTimer(Math.max(1, delayMs * slowness), fired -> task.run());
        return () -> vertx.cancelTimer(timer);
    }
}
