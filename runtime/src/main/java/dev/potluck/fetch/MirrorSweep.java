package dev.potluck.fetch;

import dev.potluck.mirror.Mirror;
import dev.potluck.mirror.MirrorException;
import dev.potluck.mirror.MirrorGroup;

import io.vertx.core.Future;

import java.util.Iterator;
import java.util.function.Function;

/** Asks the mirrors of a group, one after another, until one gives what is wanted. */
final class MirrorSweep {
    private MirrorSweep() {}

    /** Fails as the last mirror did; what each did is noted in its health. */
    static <T> Future<T> firstUsable(MirrorGroup group, Function<Mirror, Future<T>> ask) {
        return next(group, group.inOrder().iterator(), ask);
    }

    private static <T> Future<T> next(
            MirrorGroup group, Iterator<Mirror> mirrors, Function<Mirror, Future<T>> ask) {
        Mirror mirror = mirrors.next();
        return ask.apply(mirror).recover(cause -> {
            if (cause instanceof MirrorException failure) {
                group.recordFailure(mirror, failure);
            }
            return mirrors.hasNext() ? next(group, mirrors, ask) : Future.failedFuture(cause);
        });
    }
}
