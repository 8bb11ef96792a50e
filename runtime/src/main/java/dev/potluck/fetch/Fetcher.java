package dev.potluck.fetch;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.MalformedIndexException;
import dev.potluck.api.ResourceKind;
import dev.potluck.cache.OpenBlob;
import dev.potluck.cache.StoredObject;
import dev.potluck.index.ClientView;
import dev.potluck.index.IndexCatalog;
import dev.potluck.index.Resolution;
import dev.potluck.index.Snapshot;
import dev.potluck.index.Validators;
import dev.potluck.mirror.MirrorException;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The data path: what the indexes say of a path, then the cache, then a fetch that is under way,
 * then the mirrors.
 *
 * <p>Lives on the node's context, as all of its state does; only what blocks is done elsewhere.
 */
public final class Fetcher {
    private static final Logger log = LoggerFactory.getLogger(Fetcher.class);

    private final Services services;
    private final IndexIngest ingest;
    private final RootRefresher roots;
    private final UnlistedFetcher unlisted;
    private final Map<String, Running> running = new HashMap<>();

    /** No disk has more: whatever sizes an index gives, their sum is none below 0. */
    private static final long MOST_BYTES = 1L << 50;

    /** A fetch that is about to begin, or has begun. */
    private record Running(long sizeBytes, Future<ListedFetch> fetch) {
        Optional<ListedFetch> begun() {
            return Optional.ofNullable(fetch.result());
        }

        /** What it will yet take of the disk. */
        long missingBytes() {
            long receivedBytes =
                    begun().map(one -> one.progress().receivedBytes()).orElse(0L);
            return Math.max(0, Math.min(sizeBytes, MOST_BYTES) - receivedBytes);
        }
    }

    public Fetcher(Vertx vertx, Services services, RootSettings rootSettings, RootTrust trust) {
        this.services = services;
        this.ingest = new IndexIngest(services);
        this.roots = new RootRefresher(vertx, services, rootSettings, trust, this::fetchIndex);
        this.unlisted = new UnlistedFetcher(vertx, services);
    }

    /**
     * Finds a file.
     *
     * @param client what this client was shown before
     * @return fails with {@link FetchException}
     */
    public Future<Answer> fetch(Upstream from, ClientView client) {
        Resolution resolution = resolve(from, client);
        Future<Answer> answer = resolution instanceof Resolution.Unlisted
                ? ingest.settled(from.archive())
                        .compose(settled -> fetch(from, resolve(from, client), client))
                : fetch(from, resolution, client);
        return answer.recover(cause -> Future.failedFuture(FetchException.of(cause)));
    }

    /**
     * Begins what a client will ask for in a moment: the look for a newer root index, or the fetch
     * of a listed file that is not here, which alone is the client's own.
     */
    public Optional<Begun> begin(Upstream from, ClientView client) {
        Resolution resolution = resolve(from, client);
        if (resolution instanceof Resolution.Root root) {
            roots.find(from, root.format())
                    .onFailure(cause -> log.debug("{}: {}", from.path(), cause.getMessage()));
        }
        return resolution instanceof Resolution.Listed listed
                        && services.cache().find(listed.file().hash()).isEmpty()
                ? Optional.of(new Begun(listed.file().hash(), followRunning(from, listed)))
                : Optional.empty();
    }

    /** As {@link #fetch(Upstream, ClientView)}, with what was begun for the same client. */
    public Future<Answer> fetch(Upstream from, ClientView client, Begun begun) {
        boolean isStillListed = resolve(from, client) instanceof Resolution.Listed listed
                && listed.file().hash().equals(begun.hash());
        if (!isStillListed) {
            begun.release();
            return fetch(from, client);
        }
        return begun.answer().recover(failed -> fetch(from, client));
    }

    /** The hash of an archive's root index, after a look whether there is a newer one. */
    Future<ContentHash> currentRoot(Upstream from, ArchiveFormat format) {
        return roots.find(from, format).map(found -> found.snapshot().rootHash());
    }

    /** What is being fetched now. */
    public List<FetchProgress> underWay() {
        return running.values().stream()
                .flatMap(run -> run.begun().stream())
                .map(ListedFetch::progress)
                .toList();
    }

    /** The fetch of a public file, if there is one. */
    public Optional<SharedFetch> shared(ContentHash sha256) {
        return Optional.ofNullable(running.get(nameOf(sha256)))
                .flatMap(Running::begun)
                .flatMap(ListedFetch::shared);
    }

    /** See {@link IndexCatalog#version}. */
    public Optional<Object> version(ClientView client) {
        return services.catalog().version(client);
    }

    /**
     * Opens an object in the cache; nothing if it is not what it was, which {@link #fetch} mends.
     */
    public Optional<OpenBlob> open(StoredObject object) {
        try {
            return Optional.of(services.cache().open(object));
        } catch (IOException e) {
            log.debug("{} cannot be opened: {}", object.sha256(), e.getMessage());
            return Optional.empty();
        }
    }

    /** Counts that an object in the cache was served. */
    public void served(StoredObject object) {
        services.cache().recordAccess(object);
    }

    private Resolution resolve(Upstream from, ClientView client) {
        return services.catalog().resolve(from.archive(), from.path(), client);
    }

    private Future<Answer> fetch(Upstream from, Resolution resolution, ClientView client) {
        if (resolution instanceof Resolution.Listed listed) {
            return cached(from, listed).orElseGet(() -> follow(from, listed));
        }
        if (resolution instanceof Resolution.Root root) {
            return root(from, root, client);
        }
        if (resolution instanceof Resolution.Signature signature) {
            return signature(from, signature.snapshot());
        }
        return former(from)
                .map(listed -> fetch(from, listed, client))
                .orElseGet(() -> unlisted.fetch(from));
    }

    /** What was listed before and is here, whole or not: the hash that it had then decides. */
    private Optional<Resolution.Listed> former(Upstream from) {
        return services.catalog().former(from.archive(), from.path()).filter(listed -> {
            ContentHash hash = listed.file().hash();
            return services.cache().find(hash).isPresent()
                    || services.recreating()
                            .filter(deltas -> deltas.means().has(hash))
                            .isPresent();
        });
    }

    private Optional<Future<Answer>> cached(Upstream from, Resolution.Listed listed) {
        return services.cache().find(listed.file().hash()).map(object -> {
            boolean isIndex = listed.kind() == ResourceKind.INDEX;
            if (isIndex) {
                readIndex(from, listed, object);
            }
            served(object);
            CacheStatus status = isIndex ? CacheStatus.INDEX_HIT : CacheStatus.HIT;
            return serve(object, Validators.NONE, status).recover(gone -> follow(from, listed));
        });
    }

    private Future<Answer> serve(StoredObject object, Validators validators, CacheStatus status) {
        return StoredAnswers.open(services, object, validators, "", status);
    }

    private Future<Answer> root(Upstream from, Resolution.Root root, ClientView client) {
        return roots.find(from, root.format())
                .compose(found -> {
                    Snapshot snapshot = found.snapshot();
                    client.give(snapshot);
                    services.catalog().recordUse(snapshot);
                    return rootFile(from, snapshot.rootHash(), snapshot, found.status());
                })
                .recover(cause -> isOurOwn(cause)
                        ? PlainPass.fetch(services, from)
                        : Future.failedFuture(cause));
    }

    private Future<Answer> signature(Upstream from, Snapshot snapshot) {
        return snapshot.signatureHash()
                .map(hash -> rootFile(from, hash, snapshot, CacheStatus.INDEX_HIT))
                .orElseGet(() -> unlisted.fetch(from));
    }

    /**
     * One of a snapshot's own files; the mirror's, if ours is gone: the next look brings it back.
     */
    private Future<Answer> rootFile(
            Upstream from, ContentHash sha256, Snapshot snapshot, CacheStatus status) {
        Validators validators =
                sha256.equals(snapshot.rootHash()) ? snapshot.validators() : Validators.NONE;
        return services.cache()
                .find(sha256)
                .map(object ->
                        serve(object, validators, status).recover(gone -> unlisted.fetch(from)))
                .orElseGet(() -> unlisted.fetch(from));
    }

    /** Follows the fetch of a file, which is started if nobody has. */
    private Future<Answer> follow(Upstream from, Resolution.Listed listed) {
        return followRunning(from, listed)
                .recover(cause -> isOurOwn(cause)
                        ? VerifiedPass.fetch(services, from, listed.file())
                        : Future.failedFuture(cause));
    }

    private Future<Answer> followRunning(Upstream from, Resolution.Listed listed) {
        String name = nameOf(listed);
        CacheStatus status = running.containsKey(name) ? CacheStatus.FOLLOWED : CacheStatus.MISS;
        return join(from, listed)
                .onSuccess(fetch -> awaitReading(fetch, from, listed))
                .compose(fetch -> fetch.answer(status));
    }

    /** A disk that is full or fails need not keep a client from its file. */
    static boolean isOurOwn(Throwable cause) {
        return cause instanceof IOException
                && !(cause instanceof MirrorException)
                && !(cause instanceof MalformedIndexException);
    }

    private static String nameOf(Resolution.Listed listed) {
        return nameOf(listed.file().hash());
    }

    private static String nameOf(ContentHash hash) {
        return hash.toString().replace(':', '-');
    }

    private Future<ListedFetch> join(Upstream from, Resolution.Listed listed) {
        Running found = running.get(nameOf(listed));
        if (found == null) {
            return start(nameOf(listed), from, listed);
        }
        return found.fetch()
                .compose(fetch -> fetch.isLeaving()
                        ? fetch.stored().transform(end -> join(from, listed))
                        : Future.succeededFuture(fetch));
    }

    private Future<ListedFetch> start(String name, Upstream from, Resolution.Listed listed) {
        Expectation expectation = Expectation.of(listed.file());
        long takenBytes =
                running.values().stream().mapToLong(Running::missingBytes).sum()
                        + services.freeSpaceReserveBytes();
        Future<ListedFetch> starting = services.disk()
                .run(() -> OpenedPartial.open(services.store(), name, expectation, takenBytes))
                .map(partial -> new ListedFetch(services, from, listed, partial));
        running.put(name, new Running(Math.max(0, expectation.sizeBytes()), starting));
        starting.onFailure(cause -> running.remove(name)).onSuccess(fetch -> {
            fetch.stored().onComplete(done -> {
                running.remove(name);
                fetch.relay().retire();
            });
            fetch.startRecreation(name);
            fetch.start();
        });
        return starting;
    }

    /** A client has a whole index before it is stored and read: what it asks for next waits. */
    private void awaitReading(ListedFetch fetch, Upstream from, Resolution.Listed listed) {
        if (listed.kind() == ResourceKind.INDEX) {
            fetch.relay()
                    .verified()
                    .onSuccess(whole -> ingest.track(
                            from.archive(),
                            fetch.stored().compose(stored -> readIndex(from, listed, stored))));
        }
    }

    /** A file for the node's own use. */
    private Future<StoredObject> fetchIndex(Upstream from, Resolution.Listed listed) {
        Optional<StoredObject> hit = services.cache().find(listed.file().hash());
        if (hit.isPresent()) {
            return Future.succeededFuture(hit.get());
        }
        return join(from, listed).compose(fetch -> {
            RelayReader interest = fetch.relay().open();
            return fetch.stored().onComplete(done -> interest.close());
        });
    }

    private Future<Boolean> readIndex(
            Upstream from, Resolution.Listed listed, StoredObject stored) {
        return ingest.use(from.archive(), listed, stored).onSuccess(read -> {
            if (read) {
                fetchCompanion(from, listed);
            }
        });
    }

    /** Some clients never ask for the index that we need to know what they will ask for. */
    private void fetchCompanion(Upstream from, Resolution.Listed listed) {
        for (ArchivePath path : listed.format().companions(listed.file().path())) {
            if (resolve(from.at(path), ClientView.ofAddress())
                    instanceof Resolution.Listed companion) {
                fetchIndex(from.at(path), companion)
                        .compose(stored -> readIndex(from.at(path), companion, stored))
                        .onFailure(cause -> log.warn("{}: {}", path, cause.getMessage()));
                return;
            }
        }
    }
}
