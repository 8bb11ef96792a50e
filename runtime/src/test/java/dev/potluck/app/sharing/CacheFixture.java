package dev.potluck.app.sharing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.cache.BlobCache;
import dev.potluck.cache.NewObject;
import dev.potluck.cache.StoredObject;
import dev.potluck.hashdb.HashDb;
import dev.potluck.index.Archive;
import dev.potluck.index.ArchivePublicity;
import dev.potluck.index.ExpectedFile;
import dev.potluck.index.IndexCatalog;
import dev.potluck.index.LineFormat;
import dev.potluck.index.PublicListings;
import dev.potluck.index.RootPlace;
import dev.potluck.index.RootVersion;
import dev.potluck.index.Validators;
import dev.potluck.store.BlobStore;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A cache and its indexes: one archive that is public, one that is not. */
final class CacheFixture implements AutoCloseable {
    static final String PUBLIC = "theirs";
    static final String PRIVATE = "ours";

    private static final LineFormat FORMAT = new LineFormat();

    final AtomicLong clockMs = new AtomicLong(TimeUnit.DAYS.toMillis(10_000));
    final BlobCache cache;
    final PublicObjects objects;
    final BlobStore store;
    final HashDb db;
    final IndexCatalog catalog;

    CacheFixture(Path home) throws IOException {
        store = BlobStore.open(home);
        db = HashDb.open(home.resolve("hashdb"), 64 << 20);
        cache = new BlobCache(store, db, 1 << 20, clockMs::get);
        catalog = new IndexCatalog(db, List.of(FORMAT), 30, clockMs::get);
        ArchivePublicity publicity = new ArchivePublicity(Map.of(PUBLIC, true, PRIVATE, false));
        objects = new PublicObjects(cache, new PublicListings(catalog, publicity));
        cache.watch(objects);
    }

    static byte[] content(int number) {
        return ("package " + number).getBytes(UTF_8);
    }

    /** Adopts a state of an archive that lists these packages; the index too is in the cache. */
    StoredObject adopt(String archive, byte[]... packages) throws IOException {
        StringBuilder index = new StringBuilder();
        for (int i = 0; i < packages.length; i++) {
            index.append(LineFormat.line(i + ".pkg", packages[i]));
        }
        byte[] indexBytes = index.toString().getBytes(UTF_8);
        byte[] root = LineFormat.line("main.idx", indexBytes).getBytes(UTF_8);
        catalog.adopt(catalog.stage(
                new RootVersion(
                        new RootPlace(archive, new ArchivePath("dist/LIST")),
                        Validators.NONE,
                        LineFormat.hash(root),
                        Optional.empty(),
                        ""),
                FORMAT,
                new ByteArrayInputStream(root)));
        ExpectedFile file = new ExpectedFile(
                new ArchivePath("dist/main.idx"),
                LineFormat.hash(indexBytes),
                indexBytes.length,
                Optional.empty());
        catalog.attach(
                catalog.recordUse(new Archive(archive, true), file),
                file,
                FORMAT,
                new ByteArrayInputStream(indexBytes));
        return store(indexBytes);
    }

    /** Lets go of states that were replaced. */
    void releaseRetired() throws IOException {
        clockMs.addAndGet(TimeUnit.HOURS.toMillis(1));
        catalog.releaseRetired();
    }

    StoredObject store(byte[] content) throws IOException {
        ContentHash sha256 = LineFormat.hash(content);
        return cache.write(
                content, new NewObject(sha256, Optional.empty(), -1, true, Optional.empty()));
    }

    @Override
    public void close() {
        db.close();
    }
}
