package dev.potluck.fetch;

import dev.potluck.cache.StoredObject;
import dev.potluck.hash.ContentHasher;
import dev.potluck.index.Resources;
import dev.potluck.mirror.DownloadRequest;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Files that no index lists: the mirror is asked each time whether the version at hand is still
 * right, and they are never shared. When no mirror answers, or not soon, the version at hand is
 * served.
 */
final class UnlistedFetcher {
    private final Vertx vertx;
    private final Services services;
    private final Map<String, Future<UnlistedFetch>> running = new HashMap<>();

    UnlistedFetcher(Vertx vertx, Services services) {
        this.vertx = vertx;
        this.services = services;
    }

    /** The version at hand. */
    private record Known(Resources.Resource resource, StoredObject object) {}

    Future<Answer> fetch(Upstream from) {
        Optional<Known> known = known(from);
        long patienceMs = from.mirrors().patienceMs();
        if (known.isPresent() && patienceMs == 0) {
            return serve(known.get(), CacheStatus.STALE);
        }
        CacheStatus status =
                running.containsKey(from.address()) ? CacheStatus.FOLLOWED : CacheStatus.MISS;
        Future<Answer> asked = join(from, known)
                .compose(fetch -> fetch.isComing()
                        .compose(isComing ->
                                isComing ? fetch.relay().read(false, status) : unchanged(from)))
                .recover(cause -> Fetcher.isOurOwn(cause)
                        ? PlainPass.fetch(services, from)
                        : Future.failedFuture(cause));
        return known.isEmpty() ? asked : orStale(asked, known.get(), patienceMs);
    }

    private Optional<Known> known(Upstream from) {
        return services.resources()
                .find(from.address())
                .flatMap(resource -> services.cache()
                        .find(resource.sha256())
                        .map(object -> new Known(resource, object)));
    }

    private Future<Answer> unchanged(Upstream from) {
        return known(from)
                .map(known -> serve(known, CacheStatus.REVALIDATED))
                .orElseGet(() -> Future.failedFuture(new FetchException(
                        503, "the cached copy of %s is gone; try again".formatted(from.path()))));
    }

    private Future<Answer> serve(Known known, CacheStatus status) {
        return StoredAnswers.open(
                services,
                known.object(),
                known.resource().validators(),
                known.resource().contentType(),
                status);
    }

    /** The mirrors' answer, unless they have none, or let us wait too long for it. */
    private Future<Answer> orStale(Future<Answer> asked, Known known, long patienceMs) {
        Promise<Answer> first = Promise.promise();
        long timer = vertx.setTimer(
                patienceMs,
                late -> serve(known, CacheStatus.STALE).onComplete(stale -> {
                    if (stale.succeeded() && !first.tryComplete(stale.result())) {
                        Answers.release(stale.result());
                    }
                }));
        asked.recover(cause -> isAnswer(cause)
                        ? Future.failedFuture(cause)
                        : serve(known, CacheStatus.STALE))
                .onComplete(ended -> {
                    vertx.cancelTimer(timer);
                    if (ended.failed()) {
                        first.tryFail(ended.cause());
                    } else if (!first.tryComplete(ended.result())) {
                        Answers.release(ended.result());
                    }
                });
        return first.future();
    }

    /** A mirror said no, which is something else than saying nothing. */
    private static boolean isAnswer(Throwable cause) {
        return FetchException.of(cause).status() < 500;
    }

    private Future<UnlistedFetch> join(Upstream from, Optional<Known> known) {
        Future<UnlistedFetch> found = running.get(from.address());
        if (found == null) {
            return start(from, known);
        }
        return found.compose(fetch -> fetch.isLeaving()
                ? fetch.ended().transform(end -> join(from, known))
                : Future.succeededFuture(fetch));
    }

    private Future<UnlistedFetch> start(Upstream from, Optional<Known> known) {
        Future<UnlistedFetch> starting = services.disk()
                .run(() -> OpenedPartial.open(
                        services.store(),
                        partialName(from),
                        Expectation.NOTHING,
                        services.freeSpaceReserveBytes()))
                .map(partial -> {
                    UnlistedFetch fetch = new UnlistedFetch(services, from, partial);
                    fetch.ended().onComplete(end -> running.remove(from.address()));
                    fetch.start(
                            known.map(at -> Conditions.unless(at.resource().validators()))
                                    .orElseGet(MultiMap::caseInsensitiveMultiMap),
                            known.isPresent()
                                    ? DownloadRequest.Start.AT_ZERO
                                    : UnlistedFetch.resume(from, partial));
                    return fetch;
                });
        running.put(from.address(), starting);
        return starting.onFailure(cause -> running.remove(from.address()));
    }

    private static String partialName(Upstream from) {
        byte[] address = from.address().getBytes(StandardCharsets.UTF_8);
        return "unlisted-" + ContentHasher.sha256(address).hex();
    }
}
