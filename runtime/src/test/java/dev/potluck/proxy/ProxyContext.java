package dev.potluck.proxy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A Vert.x with one context, on which a test runs what the node would run on its own. */
final class ProxyContext implements AutoCloseable {
    private static final int MAX_WAIT_SECONDS = 20;

    final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();

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
        return promise.future()
                .toCompletionStage()
                .toCompletableFuture()
                .get(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(MAX_WAIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
