package dev.potluck.index;

import dev.potluck.api.ContentHash;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * The hashes that the indexes of public archives list, held so small that all of them stay in
 * memory: 8 bytes each, sorted, one array for each listing. Listings never change, so each is read
 * once.
 *
 * <p>Eight bytes of a hash are enough. They are only compared with those of files in our cache; who
 * could make up an index that lists another hash with the same beginning as a file of ours could as
 * well list that file's own hash.
 *
 * <p>Safe for use by several threads.
 */
public final class PublicListings {
    /** Hashes held, 8 MB of them; files of further listings are not shared. */
    static final int MAX_HASHES = 1_000_000;

    private static final Logger log = LoggerFactory.getLogger(PublicListings.class);

    /** Stands for a listing that did not fit, and may when others have gone. */
    private static final long[] LEFT_OUT = {};

    private final IndexCatalog catalog;
    private final ArchivePublicity publicity;
    private volatile Map<IndexCatalog.ListingId, long[]> hashesByListing = Map.of();

    public PublicListings(IndexCatalog catalog, ArchivePublicity publicity) {
        this.catalog = catalog;
        this.publicity = publicity;
    }

    /**
     * Reads the listings that are new, and lets go of those that no snapshot uses any more.
     * Blocking.
     *
     * @return whether anything changed
     */
    public synchronized boolean refresh() {
        Set<IndexCatalog.ListingId> wanted = wanted();
        if (wanted.equals(hashesByListing.keySet())) {
            return false;
        }
        Map<IndexCatalog.ListingId, long[]> held = new HashMap<>();
        int total = 0;
        for (IndexCatalog.ListingId id : wanted) {
            long[] known = hashesByListing.get(id);
            long[] hashes = known == null || known == LEFT_OUT ? read(id) : known;
            boolean fits = total + hashes.length <= MAX_HASHES;
            held.put(id, fits ? hashes : LEFT_OUT);
            total += fits ? hashes.length : 0;
            if (!fits && known == null) {
                log.warn("more than {} files are listed: some are not shared", MAX_HASHES);
            }
        }
        // A number let go of while it was read may stand for another archive's listing by now.
        held.keySet().retainAll(wanted());
        hashesByListing = Map.copyOf(held);
        return true;
    }

    private Set<IndexCatalog.ListingId> wanted() {
        return catalog.listings(publicity::isPublic);
    }

    private long[] read(IndexCatalog.ListingId id) {
        LongStream.Builder hashes = LongStream.builder();
        catalog.forEachStrongHash(id, hash -> hashes.add(beginning(hash)));
        return hashes.build().sorted().distinct().toArray();
    }

    private static long beginning(ContentHash hash) {
        return ByteBuffer.wrap(hash.digest()).getLong();
    }

    /** Whether an index of a public archive lists a file by this strong hash. */
    public boolean contains(ContentHash hash) {
        if (!hash.algorithm().isStrong()) {
            return false;
        }
        long wanted = beginning(hash);
        for (long[] hashes : hashesByListing.values()) {
            if (Arrays.binarySearch(hashes, wanted) >= 0) {
                return true;
            }
        }
        return false;
    }
}
