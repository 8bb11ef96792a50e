package dev.potluck.fetch;

import dev.potluck.cache.StoredObject;
import dev.potluck.hash.ContentHasher;
import dev.potluck.index.Resources;
import dev.potluck.mirror.Mirror;
import dev.potluck.mirror.MirrorRequest;
import dev.potluck.mirror.MirrorResponse;
import dev.potluck.store.PartialOrigin;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Files that no index lists: the mirror is asked each time whether the version at hand is still
 * right, and they are never shared. When no mirror answers, the version at hand is served.
 */
final class UnlistedFetcher {
    private final Services services;
    private final Map<String, Future<Outcome>> running = new HashMap<>();

    UnlistedFetcher(Services services) {
        this.services = services;
    }

    /** What the mirrors said: a new version is on its way, or the one at hand is right. */
    private sealed interface Outcome {
        record Coming(UnlistedFetch fetch) implements Outcome {}

        record Unchanged(Known known, CacheStatus status) implements Outcome {}
    }

    /** The version at hand. */
    private record Known(Resources.Resource resource, StoredObject object) {}

    Future<Answer> fetch(Upstream from) {
        Future<Outcome> found = running.get(from.address());
        CacheStatus status = found == null ? CacheStatus.MISS : CacheStatus.FOLLOWED;
        return (found == null ? start(from) : found).compose(outcome -> {
            if (outcome instanceof Outcome.Coming coming) {
                return coming.fetch().relay().read(false, status);
            }
            Outcome.Unchanged unchanged = (Outcome.Unchanged) outcome;
            Known known = unchanged.known();
            return StoredAnswers.open(
                    services,
                    known.object(),
                    known.resource().validators(),
                    known.resource().contentType(),
                    unchanged.status());
        });
    }

    private Future<Outcome> start(Upstream from) {
        Optional<Known> known = services.resources()
                .find(from.address())
                .flatMap(resource -> services.cache()
                        .find(resource.sha256())
                        .map(object -> new Known(resource, object)));
        Future<Outcome> outcome = services.disk()
                .run(() -> OpenedPartial.open(
                        services.store(),
                        partialName(from),
                        Expectation.NOTHING,
                        services.freeSpaceReserveBytes()))
                .compose(partial -> ask(from, known, partial))
                .recover(cause -> known.isPresent() && !isAnswer(cause)
                        ? Future.succeededFuture(
                                new Outcome.Unchanged(known.get(), CacheStatus.STALE))
                        : Future.failedFuture(cause));
        running.put(from.address(), outcome);
        outcome.onComplete(done -> {
            if (done.succeeded() && done.result() instanceof Outcome.Coming coming) {
                coming.fetch().ended().onComplete(end -> running.remove(from.address()));
            } else {
                running.remove(from.address());
            }
        });
        return outcome;
    }

    private static String partialName(Upstream from) {
        byte[] address = from.address().getBytes(StandardCharsets.UTF_8);
        return "unlisted-" + ContentHasher.sha256(address).hex();
    }

    /** A mirror said no, which is something else than saying nothing. */
    private static boolean isAnswer(Throwable cause) {
        return cause instanceof FetchException answer && answer.status() < 500;
    }

    private Future<Outcome> ask(Upstream from, Optional<Known> known, OpenedPartial partial) {
        return MirrorSweep.firstUsable(
                        from.mirrors(), mirror -> askOne(from, mirror, known, partial))
                .onFailure(cause -> services.disk().run(() -> keep(partial)));
    }

    private Future<Outcome> askOne(
            Upstream from, Mirror mirror, Optional<Known> known, OpenedPartial partial) {
        MultiMap headers = known.map(at -> Conditions.unless(at.resource().validators()))
                .orElseGet(() -> resumeHeaders(mirror, partial));
        MirrorRequest request =
                new MirrorRequest(HttpMethod.GET, mirror, from.targetAt(mirror), headers);
        return services.mirrors()
                .send(request)
                .onSuccess(from.mirrors()::recordAnswer)
                .compose(response -> {
                    if (response.status() == 304 && known.isPresent()) {
                        response.discard();
                        return services.disk()
                                .run(() -> keep(partial))
                                .map(kept -> new Outcome.Unchanged(
                                        known.get(), CacheStatus.REVALIDATED));
                    }
                    if (response.status() == 200 || response.status() == 206) {
                        return Future.succeededFuture(coming(from, response, partial));
                    }
                    response.discard();
                    return Future.failedFuture(FetchException.ofStatus(response, from.path()));
                });
    }

    private static MultiMap resumeHeaders(Mirror mirror, OpenedPartial partial) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        Optional<PartialOrigin> origin = partial.origin()
                .filter(noted -> noted.source().equals(mirror.toString()))
                .filter(noted -> !noted.validator().isEmpty());
        if (origin.isPresent() && partial.blob().lengthBytes() > 0) {
            headers.set("Range", "bytes=" + partial.blob().lengthBytes() + "-");
            headers.set("If-Range", origin.get().validator());
        }
        return headers;
    }

    private Outcome coming(Upstream from, MirrorResponse response, OpenedPartial partial) {
        UnlistedFetch fetch = new UnlistedFetch(services, from, partial, response);
        fetch.start();
        return new Outcome.Coming(fetch);
    }

    private static boolean keep(OpenedPartial partial) throws java.io.IOException {
        partial.blob().keep();
        return true;
    }
}
