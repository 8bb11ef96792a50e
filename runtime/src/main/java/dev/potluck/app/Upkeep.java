package dev.potluck.app;

import dev.potluck.api.ContentHash;
import dev.potluck.index.IndexCatalog;
import dev.potluck.index.Resources;
import dev.potluck.store.BlobStore;

import io.vertx.core.Vertx;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Predicate;

/** What a running node tidies now and then, so that nothing grows for ever but the cache. */
final class Upkeep {
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

    private static final long FLUSH_ACCESSES_MS = 5_000;
    private static final long RELEASE_RETIRED_MS = 60_000;
    private static final long FIRST_TIDY_MS = 10_000;
    private static final long TIDY_MS = 3_600_000;

    /** What an interrupted download has is worth resuming for so long. */
    private static final Duration KEEP_PARTIALS = Duration.ofDays(7);

    /** Nothing was written to a partial blob for so long: no download is under way. */
    private static final Duration IDLE = Duration.ofHours(1);

    /** Of the quota, what interrupted downloads may take beside it. */
    private static final double PARTIALS_SHARE = 0.05;

    private final Storage storage;
    private final IndexCatalog catalog;
    private final long maxPartialBytes;
    private final InstantSource clock;

    Upkeep(Storage storage, IndexCatalog catalog, long quotaBytes, InstantSource clock) {
        this.storage = storage;
        this.catalog = catalog;
        this.maxPartialBytes = (long) (quotaBytes * PARTIALS_SHARE);
        this.clock = clock;
    }

    void start(Vertx vertx, VertxWorker disk, VertxWorker parser) {
        vertx.setPeriodic(
                FLUSH_ACCESSES_MS,
                timer -> storage.cache().flushAccesses().exceptionally(cause -> {
                    log.warn("cannot note what was used: {}", cause.getMessage());
                    return false;
                }));
        vertx.setPeriodic(
                RELEASE_RETIRED_MS,
                timer -> parser.run(() -> {
                            catalog.releaseRetired();
                            return true;
                        })
                        .onFailure(cause ->
                                log.warn("cannot tidy the indexes: {}", cause.getMessage())));
        disk.run(() -> storage.cache().adoptOrphans(catalog::formerPackages))
                .onSuccess(count -> {
                    if (count > 0) {
                        log.info("found {} files again that the database had lost", count);
                    }
                })
                .onFailure(cause -> log.warn("cannot look through the cache", cause));
        vertx.setPeriodic(
                FIRST_TIDY_MS,
                TIDY_MS,
                timer -> disk.run(() -> {
                            tidy();
                            return true;
                        })
                        .onFailure(cause -> log.warn("cannot tidy up: {}", cause.getMessage())));
    }

    /** Deletes what belongs to nothing any more. Blocking. */
    void tidy() throws IOException {
        Instant now = clock.instant();
        storage.store()
                .trimPartials(new BlobStore.PartialLimits(
                        maxPartialBytes, now.minus(IDLE), now.minus(KEEP_PARTIALS)));
        storage.deltas().tidy(now);
        Predicate<ContentHash> isGone = hash -> storage.cache().find(hash).isEmpty()
                && storage.deltas().find(hash).isEmpty();
        catalog.forgetPlaces(isGone);
        new Resources(storage.db()).forget(isGone);
        storage.cache().forgetAliases(isGone);
    }
}
