package dev.potluck.fetch;

import dev.potluck.mirror.Mirror;
import dev.potluck.mirror.MirrorException;
import dev.potluck.mirror.MirrorGroup;
import dev.potluck.mirror.MirrorRequest;
import dev.potluck.mirror.MirrorResponse;

import io.vertx.core.Future;

import java.util.Iterator;
import java.util.function.Function;

/** Asks the mirrors of a group, one after another, until one gives what is wanted. */
final class MirrorSweep {
    private MirrorSweep() {}

    /**
     * Fails as the last mirror did, or as one that did not even answer; what each did is noted in
     * its health.
     */
    static <T> Future<T> firstUsable(MirrorGroup group, Function<Mirror, Future<T>> ask) {
        return next(group, group.inOrder().iterator(), ask);
    }

    /** The whole file, from the first mirror that has it. */
    static Future<MirrorResponse> get(Services services, Upstream from) {
        return firstUsable(
                from.mirrors(),
                mirror -> services.mirrors()
                        .send(MirrorRequest.get(mirror, from.targetAt(mirror)))
                        .onSuccess(from.mirrors()::recordAnswer)
                        .compose(response -> {
                            if (response.status() == 200) {
                                return Future.succeededFuture(response);
                            }
                            response.discard();
                            return Future.failedFuture(
                                    FetchException.ofStatus(response, from.path()));
                        }));
    }

    private static <T> Future<T> next(
            MirrorGroup group, Iterator<Mirror> mirrors, Function<Mirror, Future<T>> ask) {
        Mirror mirror = mirrors.next();
        return ask.apply(mirror).recover(cause -> {
            if (cause instanceof MirrorException failure) {
                group.recordFailure(mirror, failure);
            }
            return mirrors.hasNext()
                    ? next(group, mirrors, ask)
                            .recover(later -> Future.failedFuture(weightier(cause, later)))
                    : Future.failedFuture(cause);
        });
    }

    /** That a file is gone counts only when every mirror says so. */
    private static Throwable weightier(Throwable one, Throwable other) {
        return FetchException.of(other).isGone() ? one : other;
    }
}
