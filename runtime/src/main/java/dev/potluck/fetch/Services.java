package dev.potluck.fetch;

import dev.potluck.cache.BlobCache;
import dev.potluck.index.IndexCatalog;
import dev.potluck.index.Resources;
import dev.potluck.mirror.MirrorClient;
import dev.potluck.net.Traffic;
import dev.potluck.store.BlobStore;

import java.util.Optional;

/**
 * What fetches work with.
 *
 * @param disk runs what reads, writes and hashes files
 * @param parser runs one index at a time, which bounds the memory that parsing takes
 * @param freeSpaceReserveBytes a file is not stored when less than this would be left on the disk
 * @param swarming what peers are asked with; empty for a node without peers
 * @param recreating what old versions are made of again; empty for a node without deltas
 */
public record Services(
        BlobStore store,
        BlobCache cache,
        IndexCatalog catalog,
        Resources resources,
        MirrorClient mirrors,
        Worker disk,
        Worker parser,
        Traffic traffic,
        long freeSpaceReserveBytes,
        Optional<Swarming> swarming,
        Optional<Recreating> recreating) {
    /** Those of a node without peers and deltas. */
    public Services(
            BlobStore store,
            BlobCache cache,
            IndexCatalog catalog,
            Resources resources,
            MirrorClient mirrors,
            Worker disk,
            Worker parser,
            Traffic traffic,
            long freeSpaceReserveBytes) {
        this(
                store,
                cache,
                catalog,
                resources,
                mirrors,
                disk,
                parser,
                traffic,
                freeSpaceReserveBytes,
                Optional.empty(),
                Optional.empty());
    }

    /** The same with peers. */
    public Services with(Swarming peers) {
        return with(Optional.of(peers), recreating);
    }

    /** The same with deltas. */
    public Services with(Recreating deltas) {
        return with(swarming, Optional.of(deltas));
    }

    private Services with(Optional<Swarming> peers, Optional<Recreating> deltas) {
        return new Services(
                store,
                cache,
                catalog,
                resources,
                mirrors,
                disk,
                parser,
                traffic,
                freeSpaceReserveBytes,
                peers,
                deltas);
    }
}
