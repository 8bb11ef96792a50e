package dev.potluck.fetch;

import io.vertx.core.Future;

import java.util.concurrent.Callable;

/** Runs what blocks, off the node's context, and answers on it. */
public interface Worker {
    <T> Future<T> run(Callable<T> blocking);
}
