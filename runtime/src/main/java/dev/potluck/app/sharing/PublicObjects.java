package dev.potluck.app.sharing;

import dev.potluck.api.ContentHash;
import dev.potluck.cache.BlobCache;
import dev.potluck.cache.BlobWatcher;
import dev.potluck.cache.StoredObject;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.index.PublicListings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The files that this node may share: complete in the cache, and listed with a strong hash by an
 * index of a public archive that is served now. In the order of their keys in the DHT.
 *
 * <p>Files that come and go are told by the cache, one at a time; the whole cache is looked through
 * only when the listings change. Safe for use by several threads.
 */
public final class PublicObjects implements BlobWatcher {
    /** Files held; as many as a cache of 20 GB has. */
    static final int MAX_FILES = 50_000;

    /** A file that may be shared. */
    public record PublicFile(ContentHash sha256, long sizeBytes) {
        /** Its key in the DHT. */
        public NodeId key() {
            return NodeId.ofPrefix(sha256.digest());
        }
    }

    private final BlobCache cache;
    private final PublicListings listings;
    private final ConcurrentNavigableMap<NodeId, PublicFile> files = new ConcurrentSkipListMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile Consumer<PublicFile> whenNew = file -> {};

    public PublicObjects(BlobCache cache, PublicListings listings) {
        this.cache = cache;
        this.listings = listings;
    }

    /** Sets who hears of files that were not here before, on any thread. */
    void onNew(Consumer<PublicFile> listener) {
        whenNew = listener;
    }

    /** Reads listings that are new, and looks through the cache if there are any. Blocking. */
    void refresh() {
        if (listings.refresh()) {
            review();
        }
    }

    /** Looks through the whole cache, which another program may have changed. Blocking. */
    void review() {
        List<PublicFile> listed = new ArrayList<>();
        cache.forEach(object -> {
            if (listings.contains(object.sha256())) {
                listed.add(new PublicFile(object.sha256(), object.sizeBytes()));
            }
            return listed.size() < MAX_FILES;
        });
        cache.forEachAlias((alias, sha256) -> {
            if (listings.contains(alias) && listed.size() < MAX_FILES) {
                cache.find(sha256)
                        .ifPresent(
                                object -> listed.add(new PublicFile(sha256, object.sizeBytes())));
            }
        });
        ConcurrentNavigableMap<NodeId, PublicFile> kept = new ConcurrentSkipListMap<>();
        listed.forEach(file -> kept.put(file.key(), file));
        for (Map.Entry<NodeId, PublicFile> known : files.entrySet()) {
            boolean storedMeanwhile = listings.contains(known.getValue().sha256())
                    && cache.find(known.getValue().sha256()).isPresent();
            if (!kept.containsKey(known.getKey()) && !storedMeanwhile) {
                drop(known.getKey());
            }
        }
        kept.values().forEach(this::take);
    }

    private void take(PublicFile file) {
        if (count.get() >= MAX_FILES || files.putIfAbsent(file.key(), file) != null) {
            return;
        }
        count.incrementAndGet();
        if (cache.find(file.sha256()).isEmpty()) {
            drop(file.key()); // it went between the look and the note
        } else {
            whenNew.accept(file);
        }
    }

    private void drop(NodeId key) {
        if (files.remove(key) != null) {
            count.decrementAndGet();
        }
    }

    @Override
    public void stored(StoredObject object, Optional<ContentHash> alias) {
        if (listings.contains(object.sha256())
                || alias.filter(listings::contains).isPresent()) {
            take(new PublicFile(object.sha256(), object.sizeBytes()));
        }
    }

    @Override
    public void removed(ContentHash sha256) {
        drop(NodeId.ofPrefix(sha256.digest()));
    }

    /** Whether the file of this SHA-256 is here and may be given to others. */
    public boolean contains(ContentHash sha256) {
        PublicFile file = files.get(NodeId.ofPrefix(sha256.digest()));
        return file != null && file.sha256().equals(sha256);
    }

    /** How many there are. */
    public int count() {
        return count.get();
    }

    /** The first files at or after a key, ascending. */
    List<PublicFile> from(NodeId start, int limit) {
        return files.tailMap(start, true).values().stream().limit(limit).toList();
    }
}
