package dev.potluck.fetch;

import dev.potluck.cache.BlobCache;
import dev.potluck.index.IndexCatalog;
import dev.potluck.index.Resources;
import dev.potluck.mirror.MirrorClient;
import dev.potluck.net.Traffic;
import dev.potluck.store.BlobStore;

/**
 * What fetches work with.
 *
 * @param disk runs what reads, writes and hashes files
 * @param parser runs one index at a time, which bounds the memory that parsing takes
 * @param freeSpaceReserveBytes a file is not stored when less than this would be left on the disk
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
        long freeSpaceReserveBytes) {}
