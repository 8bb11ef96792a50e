package dev.potluck.app.sharing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A Vert.x with one context, on which a test runs what a node would run on its own. */
final class Loop implements AutoCloseable {
    private static final long LIMIT_S = 30;
    private static final long LOOK_AGAIN_MS = 20;

    final Vertx vertx;
    private final Context context;

    Loop() {
        this(true);
    }

    /** @param nativeTransport whether by epoll, as nodes on Linux, or by what Java has */
    Loop(boolean nativeTransport) {
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
        context = vertx.getOrCreateContext();
    }

    /** Runs the code on the context and waits for what it promises. */
    <T> T await(Callable<Future<T>> code) throws Exception {
        Promise<T> promise = Promise.promise();
        context.runOnContext(start -> {
            try {
                code.call().onComplete(promise);
            } catch (Exception e) {
                promise.fail(e);
            }
        });
        return get(promise.future());
    }

    /** Runs the code on the context and waits for its result. */
    <T> T call(Callable<T> code) throws Exception {
        return await(() -> Future.succeededFuture(code.call()));
    }

    /** Waits until something holds, looking on the context now and again. */
    void until(BooleanSupplier condition) throws Exception {
        Promise<Boolean> holds = Promise.promise();
        context.runOnContext(now -> look(condition, holds));
        get(holds.future());
    }

    private void look(BooleanSupplier condition, Promise<Boolean> holds) {
        if (condition.getAsBoolean()) {
            holds.tryComplete(true);
        } else {
            vertx.setTimer(LOOK_AGAIN_MS, due -> look(condition, holds));
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(LIMIT_S, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
