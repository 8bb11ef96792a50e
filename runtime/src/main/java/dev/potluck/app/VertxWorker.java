package dev.potluck.app;

import dev.potluck.fetch.Worker;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Threads of their own for one kind of blocking work. */
final class VertxWorker implements Worker {
    private static final long SLOW_AFTER_S = 60;

    private final WorkerExecutor executor;

    VertxWorker(Vertx vertx, String name, int threads) {
        this.executor =
                vertx.createSharedWorkerExecutor(name, threads, SLOW_AFTER_S, TimeUnit.SECONDS);
    }

    @Override
    public <T> Future<T> run(Callable<T> blocking) {
        return executor.executeBlocking(blocking, false);
    }
}
