package dev.potluck.fetch;

import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;

/** A worker that does its tasks when a test says so, on the test's thread. */
final class StepWorker implements Worker {
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    @Override
    public <T> Future<T> run(Callable<T> blocking) {
        Promise<T> done = Promise.promise();
        waiting.add(() -> {
            try {
                done.complete(blocking.call());
            } catch (Exception e) {
                done.fail(e);
            }
        });
        return done.future();
    }

    int waiting() {
        return waiting.size();
    }

    void step() {
        waiting.remove().run();
    }

    void runAll() {
        while (!waiting.isEmpty()) {
            step();
        }
    }
}
