package dev.potluck.mirror;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A Vert.x with one context, on which a test runs what the node would run on its own. */
final class NodeContext {
    private static final int MAX_WAIT_SECONDS = 20;

    final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();

    /** Runs the code on the context and waits for it. */
    void run(Runnable code) throws InterruptedException, ExecutionException, TimeoutException {
        await(() -> {
            code.run();
            return Future.succeededFuture(true);
        });
    }

    /** Runs the code on the context and waits for what it promises. */
    <T> T await(Callable<Future<T>> code)
            throws InterruptedException, ExecutionException, TimeoutException {
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

    /** The failure that the code, waiting on a context, must end with. */
    static MirrorException failure(Callable<?> code) {
        try {
            throw new AssertionError("no failure, but " + code.call());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MirrorException failure) {
                return failure;
            }
            throw new AssertionError("not a MirrorException", e);
        } catch (Exception e) {
            throw new AssertionError("not the failure of a future", e);
        }
    }

    void close() throws Exception {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .get(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    }
}
