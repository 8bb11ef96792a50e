package dev.potluck.peer;

import dev.potluck.net.Timers;

import io.vertx.core.Vertx;

import java.util.concurrent.TimeUnit;

/** Real time, on the loop of the caller. */
public final class LoopTimers implements Timers {
    private final Vertx vertx;

    public LoopTimers(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public Handle schedule(long delayMs, Runnable task) {
        long timer = vertx.setTimer(Math.max(1, delayMs), fired -> task.run());
        return () -> vertx.cancelTimer(timer);
    }
}
