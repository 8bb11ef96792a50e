package dev.potluck.app;

import dev.potluck.app.settings.Settings;
import dev.potluck.cache.BlobCache;
import dev.potluck.cache.DeltaShelf;
import dev.potluck.hashdb.HashDb;
import dev.potluck.index.IndexCatalog;
import dev.potluck.plugin.PluginHost;
import dev.potluck.store.BlobStore;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/** What a home keeps on disk, opened. */
record Storage(BlobStore store, HashDb db, BlobCache cache, DeltaShelf deltas)
        implements AutoCloseable {
    /**
     * Opens a home's storage, also while a node runs on it.
     *
     * @param memoryCacheBytes bound of what the cache keeps in memory
     */
    static Storage open(Path home, long memoryCacheBytes, InstantSource clock) throws IOException {
        BlobStore store = BlobStore.open(home);
        HashDb db = HashDb.open(home.resolve("hashdb"), HashDb.DEFAULT_MAP_BYTES);
        BlobCache cache = new BlobCache(store, db, memoryCacheBytes, clock::millis);
        return new Storage(store, db, cache, new DeltaShelf(cache, db, home.resolve("deltas")));
    }

    /** What the indexes of this home list, as its plugins read them. */
    IndexCatalog catalog(PluginHost plugins, Settings settings, InstantSource clock) {
        return new IndexCatalog(
                db, plugins.formats(), settings.snapshots().usedWithinDays(), clock::millis);
    }

    /** Writes what waits to be written, and closes. */
    @Override
    public void close() {
        cache.flushAccesses().handle((done, failed) -> true).join();
        db.close();
    }
}
