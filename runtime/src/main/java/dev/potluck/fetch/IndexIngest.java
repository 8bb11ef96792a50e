package dev.potluck.fetch;

import dev.potluck.api.ContentHash;
import dev.potluck.cache.StoredObject;
import dev.potluck.index.Archive;
import dev.potluck.index.ExpectedFile;
import dev.potluck.index.Resolution;
import dev.potluck.index.Snapshot;

import io.vertx.core.Future;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Reads the indexes that clients fetch, once each, so that what they list is known. */
final class IndexIngest {
    private static final Logger log = LoggerFactory.getLogger(IndexIngest.class);

    private static final int MAX_UNREADABLE = 10_000;

    /**
     * Clients that ask for packages wait for an index so long from when it came. It is about what
     * apt itself takes to read one; what is asked for later, and still not known, is the mirror's
     * to give: a busy machine must not be slower than the mirror alone.
     */
    private static final long MAX_WAIT_MS = 1_500;

    private final Services services;
    private final Map<Index, Future<Boolean>> reading = new HashMap<>();
    private final Map<String, List<Future<Boolean>>> pending = new HashMap<>();

    /** Indexes that could not be read: they are not tried again while the node runs. */
    private final Set<ContentHash> unreadable = new HashSet<>();

    private record Index(Archive archive, ExpectedFile file) {}

    IndexIngest(Services services) {
        this.services = services;
    }

    /**
     * A client uses an index that is in the cache: read it, unless that was done.
     *
     * @return whether it was read now, for this call
     */
    Future<Boolean> use(Archive archive, Resolution.Listed index, StoredObject stored) {
        List<Snapshot> unread = services.catalog().recordUse(archive, index.file());
        if (unread.isEmpty() || unreadable.contains(stored.sha256())) {
            return Future.succeededFuture(false);
        }
        Index which = new Index(archive, index.file());
        Future<Boolean> underWay = reading.get(which);
        if (underWay != null) {
            return underWay.map(false);
        }
        Future<Boolean> read = services.parser()
                .run(() -> read(unread, index, stored))
                .onFailure(cause -> giveUp(archive, stored, cause))
                .otherwise(false);
        reading.put(which, read);
        track(archive, read.onComplete(done -> reading.remove(which)));
        return read;
    }

    private void giveUp(Archive archive, StoredObject stored, Throwable cause) {
        log.warn("{}: {}", archive.id(), cause.getMessage());
        if (unreadable.size() < MAX_UNREADABLE) {
            unreadable.add(stored.sha256());
        }
    }

    /** Lets {@link #settled} wait for an index that is on its way to being read. */
    void track(Archive archive, Future<Boolean> read) {
        if (read.isComplete()) {
            return;
        }
        Future<Boolean> awaited =
                read.timeout(MAX_WAIT_MS, TimeUnit.MILLISECONDS).otherwise(false);
        pending.computeIfAbsent(archive.id(), id -> new ArrayList<>()).add(awaited);
        awaited.onComplete(done -> {
            List<Future<Boolean>> ofArchive = pending.getOrDefault(archive.id(), List.of());
            ofArchive.remove(awaited);
            pending.remove(archive.id(), List.of());
        });
    }

    private boolean read(List<Snapshot> listedBy, Resolution.Listed index, StoredObject stored)
            throws Exception {
        ExpectedFile file = index.file();
        try (InputStream content = services.cache().stream(stored.sha256())) {
            int entries = services.catalog().attach(listedBy, file, index.format(), content);
            log.info("{} lists {} files", file.path(), entries);
        }
        return true;
    }

    /** Completes when no index of the archive is being read that is worth waiting for. */
    Future<Boolean> settled(Archive archive) {
        List<Future<Boolean>> ofArchive = pending.getOrDefault(archive.id(), List.of());
        return ofArchive.isEmpty()
                ? Future.succeededFuture(false)
                : Future.join(List.copyOf(ofArchive)).map(true);
    }
}
