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

/** Reads the indexes that clients fetch, once each, so that what they list is known. */
final class IndexIngest {
    private static final Logger log = LoggerFactory.getLogger(IndexIngest.class);

    private final Services services;
    private final Map<String, List<Future<?>>> running = new HashMap<>();

    /** Indexes that could not be read: they are not tried again while the node runs. */
    private final Set<ContentHash> unreadable = new HashSet<>();

    private static final int MAX_UNREADABLE = 10_000;

    IndexIngest(Services services) {
        this.services = services;
    }

    /** A client uses an index that is in the cache: read it, unless that was done. */
    Future<Boolean> use(Archive archive, Resolution.Listed index, StoredObject stored) {
        List<Snapshot> unread = services.catalog().recordUse(archive, index.file());
        if (unread.isEmpty() || unreadable.contains(stored.sha256())) {
            return Future.succeededFuture(false);
        }
        Future<Boolean> read = services.parser()
                .run(() -> read(unread, index, stored))
                .onFailure(cause -> {
                    log.warn("{}: {}", archive.id(), cause.getMessage());
                    if (unreadable.size() < MAX_UNREADABLE) {
                        unreadable.add(stored.sha256());
                    }
                })
                .otherwise(false);
        List<Future<?>> ofArchive = running.computeIfAbsent(archive.id(), id -> new ArrayList<>());
        ofArchive.add(read);
        return read.onComplete(done -> {
            ofArchive.remove(read);
            running.remove(archive.id(), List.of());
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

    /** Completes when no index of the archive is being read; at once if none is. */
    Future<Boolean> settled(Archive archive) {
        List<Future<?>> ofArchive = running.getOrDefault(archive.id(), List.of());
        return ofArchive.isEmpty()
                ? Future.succeededFuture(false)
                : Future.join(List.copyOf(ofArchive)).map(true).otherwise(true);
    }
}
