package dev.potluck.app.sharing;

import dev.potluck.net.Timers;

import io.vertx.core.Vertx;

import java.util.concurrent.TimeUnit;

/** {@link Timers} of the event loop on whose context they are asked. */
public final class VertxTimers implements Timers {
    private final Vertx vertx;

    public VertxTimers(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public Handle schedule(long delayMs, Runnable task) {
        // Vert.x knows no timer of 0 ms.
        long timer = vertx.setTimer(Math.max(1, delayMs), fired -> task.run());
        return () -> vertx.cancelTimer(timer);
    }
}
