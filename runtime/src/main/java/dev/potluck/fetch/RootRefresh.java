package dev.potluck.fetch;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ContentHash;
import dev.potluck.api.ResourceKind;
import dev.potluck.cache.NewObject;
import dev.potluck.cache.StoredObject;
import dev.potluck.hash.ContentHasher;
import dev.potluck.index.ExpectedFile;
import dev.potluck.index.Resolution;
import dev.potluck.index.RootPlace;
import dev.potluck.index.RootVersion;
import dev.potluck.index.Snapshot;
import dev.potluck.index.StagedRoot;
import dev.potluck.index.Validators;
import dev.potluck.net.HttpDates;

import io.vertx.core.Future;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * One look for a newer state of an archive: the root index, its signature, the indexes that clients
 * use, and only then its adoption, all of it or nothing.
 */
final class RootRefresh {
    private static final Logger log = LoggerFactory.getLogger(RootRefresh.class);

    private final Services services;
    private final Upstream from;
    private final ArchiveFormat format;
    private final RootTrust trust;
    private final RootPlace place;
    private final RootDownload mirrors;
    private final Outages outages;
    private boolean mirrorHasNewer;

    RootRefresh(
            Services services,
            Upstream from,
            ArchiveFormat format,
            RootTrust trust,
            Outages outages) {
        this.outages = outages;
        this.services = services;
        this.from = from;
        this.format = format;
        this.trust = trust;
        this.place = new RootPlace(from.archive().id(), from.path());
        this.mirrors = new RootDownload(services, from);
    }

    /** Whether a mirror answered that there is a newer root index. */
    boolean mirrorHasNewer() {
        return mirrorHasNewer;
    }

    /**
     * @param fetchIndex gets an index into the cache
     * @return the snapshot to serve, which may be the one there was; fails if there is no newer one
     *     to be had whole
     */
    Future<Snapshot> run(BiFunction<Upstream, Resolution.Listed, Future<StoredObject>> fetchIndex) {
        Optional<Snapshot> current = services.catalog()
                .current(place)
                .filter(at -> services.cache().find(at.rootHash()).isPresent());
        Validators known = current.map(Snapshot::validators).orElse(Validators.NONE);
        Future<Optional<RootDownload.Newer>> asked = mirrors.ask(
                        known, current.map(Snapshot::rootHash))
                .onSuccess(answer -> outages.ended(from))
                .onFailure(cause -> outages.failed(from, current, cause));
        return asked.compose(answer -> {
            Optional<Snapshot> unchanged = current.filter(at -> answer.map(said -> at.rootHash()
                            .equals(ContentHasher.sha256(said.content().getBytes())))
                    .orElse(true));
            if (unchanged.isEmpty()
                    && current.isPresent()
                    && isOlder(answer.get(), current.get())) {
                log.info("{}: {} is behind", place, answer.get().mirror().authority());
                return Future.succeededFuture(current.get());
            }
            if (unchanged.isPresent()) {
                return Future.succeededFuture(unchanged.get());
            }
            if (answer.isEmpty()) {
                return Future.failedFuture(new FetchException(
                        502, "the mirror answers 304 to a request without conditions"));
            }
            mirrorHasNewer = true;
            return signature(answer.get())
                    .compose(signature -> services.disk().run(() -> stage(answer.get(), signature)))
                    .compose(staged -> complete(staged, fetchIndex));
        });
    }

    /** A mirror that is behind the others must not take the archive back to an old state. */
    private static boolean isOlder(RootDownload.Newer offered, Snapshot current) {
        long offeredMs = HttpDates.parseMs(offered.validators().lastModified());
        long currentMs = HttpDates.parseMs(current.validators().lastModified());
        return offeredMs != HttpDates.NONE && currentMs != HttpDates.NONE && offeredMs < currentMs;
    }

    private Future<Optional<byte[]>> signature(RootDownload.Newer newer) {
        return format.detachedSignature(from.path())
                .map(path -> mirrors.askOne(newer.mirror(), path, Validators.NONE)
                        .map(answer -> answer.map(found -> found.content().getBytes()))
                        .recover(
                                cause -> cause instanceof FetchException answer && answer.isDenied()
                                        ? Future.succeededFuture(Optional.<byte[]>empty())
                                        : Future.failedFuture(cause)))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private StagedRoot stage(RootDownload.Newer newer, Optional<byte[]> signature)
            throws IOException, FetchException {
        byte[] content = newer.content().getBytes();
        String verdict = trust.check(place, content, signature);
        long modifiedMs = HttpDates.parseMs(newer.validators().lastModified());
        Optional<ContentHash> signatureHash = signature.isPresent()
                ? Optional.of(keep(signature.get(), modifiedMs))
                : Optional.empty();
        RootVersion version = new RootVersion(
                place, newer.validators(), keep(content, modifiedMs), signatureHash, verdict);
        return services.catalog().stage(version, format, new ByteArrayInputStream(content));
    }

    private ContentHash keep(byte[] content, long modifiedMs) throws IOException {
        ContentHash sha256 = ContentHasher.sha256(content);
        if (services.cache().find(sha256).isEmpty()) {
            services.cache()
                    .write(
                            content,
                            new NewObject(
                                    sha256, Optional.empty(), modifiedMs, false, Optional.empty()));
        }
        return sha256;
    }

    private Future<Snapshot> complete(
            StagedRoot staged,
            BiFunction<Upstream, Resolution.Listed, Future<StoredObject>> fetchIndex) {
        List<Future<Boolean>> arriving = staged.missing().stream()
                .map(file -> fetchIndex
                        .apply(
                                from.at(file.path()),
                                new Resolution.Listed(file, ResourceKind.INDEX, format))
                        .compose(stored -> services.parser()
                                .run(() -> read(staged, file, stored))
                                .recover(unreadable -> leaveOut(file, unreadable))))
                .toList();
        return Future.all(arriving)
                .compose(arrived ->
                        services.parser().run(() -> services.catalog().adopt(staged)))
                .onSuccess(adopted -> log.info("{} is at a new state ({})", place, adopted.trust()))
                .recover(cause -> Future.failedFuture(new FetchException(
                        502, "the new state is not complete yet: " + cause.getMessage())))
                .onFailure(cause -> log.warn("{}: {}", place, cause.getMessage()));
    }

    /**
     * It is there and it is what the root lists, so clients can have it; we do not understand it.
     */
    private Future<Boolean> leaveOut(ExpectedFile file, Throwable unreadable) {
        log.warn("{}: {} cannot be read: {}", place, file.path(), unreadable.getMessage());
        return Future.succeededFuture(false);
    }

    private boolean read(StagedRoot staged, ExpectedFile file, StoredObject stored)
            throws IOException {
        try (InputStream content = services.cache().stream(stored.sha256())) {
            staged.arrived(file, content);
        }
        return true;
    }
}
