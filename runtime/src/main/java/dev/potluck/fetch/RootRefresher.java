package dev.potluck.fetch;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.cache.StoredObject;
import dev.potluck.index.Resolution;
import dev.potluck.index.RootPlace;
import dev.potluck.index.Snapshot;
import dev.potluck.mirror.MirrorException;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Keeps root indexes up to date, one look at a time for each, whoever asks.
 *
 * <p>A client that could have the snapshot at hand waits for the mirror only as long as that mirror
 * usually takes, a few times over; when it lets us wait longer, the look goes on behind, and
 * clients get the snapshot at once.
 */
final class RootRefresher {
    private final Vertx vertx;
    private final Services services;
    private final RootSettings settings;
    private final RootTrust trust;
    private final BiFunction<Upstream, Resolution.Listed, Future<StoredObject>> fetchIndex;
    private final Map<RootPlace, Look> looks = new HashMap<>();
    private final Outages outages = new Outages();

    RootRefresher(
            Vertx vertx,
            Services services,
            RootSettings settings,
            RootTrust trust,
            BiFunction<Upstream, Resolution.Listed, Future<StoredObject>> fetchIndex) {
        this.vertx = vertx;
        this.services = services;
        this.settings = settings;
        this.trust = trust;
        this.fetchIndex = fetchIndex;
    }

    /** A snapshot, and how we came by it. */
    record Found(Snapshot snapshot, CacheStatus status) {}

    /** The snapshot that a client gets now; fails if there is none. */
    Future<Found> find(Upstream from, ArchiveFormat format) {
        RootPlace place = new RootPlace(from.archive().id(), from.path());
        Optional<Snapshot> current = services.catalog().current(place);
        Look look = looks.get(place);
        if (look == null) {
            look = new Look(from, format, place);
            looks.put(place, look);
            look.start();
        }
        return current.isEmpty() ? look.found() : look.foundWithin(current.get());
    }

    /** One look, and for a moment after it what it found. */
    private final class Look {
        private final RootPlace place;
        private final RootRefresh refresh;
        private final Promise<Snapshot> done = Promise.promise();
        private final Promise<Boolean> outOfPatience = Promise.promise();
        private final long patienceMs;

        Look(Upstream from, ArchiveFormat format, RootPlace place) {
            this.place = place;
            this.refresh = new RootRefresh(services, from, format, trust, outages);
            this.patienceMs = from.mirrors().patienceMs();
        }

        void start() {
            refresh.run(fetchIndex).onComplete(done);
            done.future().onComplete(ended -> remember());
            if (patienceMs == 0) {
                outOfPatience.complete(true);
            } else {
                vertx.setTimer(patienceMs, timer -> endPatience());
            }
        }

        /**
         * Keeps the result for a moment, unless it is a failure that the next client may not see.
         */
        private void remember() {
            if (services.catalog().current(place).isPresent()) {
                vertx.setTimer(settings.freshMs(), timer -> looks.remove(place, this));
            } else {
                looks.remove(place, this);
            }
        }

        private void endPatience() {
            if (refresh.mirrorHasNewer() && settings.adoptionPatienceMs() > 0) {
                vertx.setTimer(
                        settings.adoptionPatienceMs(), timer -> outOfPatience.tryComplete(true));
            } else {
                outOfPatience.tryComplete(true);
            }
        }

        Future<Found> found() {
            return done.future().map(snapshot -> new Found(snapshot, CacheStatus.MISS));
        }

        /** What the look finds, or the snapshot at hand when it fails or takes too long. */
        Future<Found> foundWithin(Snapshot current) {
            Found stale = new Found(current, CacheStatus.STALE);
            Future<Found> fresh = done.future()
                    .map(found -> new Found(
                            found,
                            found.rootHash().equals(current.rootHash())
                                    ? CacheStatus.REVALIDATED
                                    : CacheStatus.RENEWED))
                    .recover(cause -> isGone(cause) || isForbidden(cause)
                            ? Future.failedFuture(cause)
                            : Future.succeededFuture(stale));
            Future<Found> late = outOfPatience.future().map(waited -> stale);
            Promise<Found> first = Promise.promise();
            fresh.onSuccess(first::tryComplete).onFailure(first::tryFail);
            late.onSuccess(first::tryComplete);
            return first.future();
        }

        /** The mirror moved to where this client may not ask. */
        private boolean isForbidden(Throwable cause) {
            return cause instanceof MirrorException failure
                    && failure.kind() == MirrorException.Kind.FORBIDDEN_ADDRESS;
        }

        /** Every mirror says that the archive is not there any more. */
        private boolean isGone(Throwable cause) {
            return FetchException.of(cause).isGone();
        }
    }
}
