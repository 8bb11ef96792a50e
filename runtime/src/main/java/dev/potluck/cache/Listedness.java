package dev.potluck.cache;

import dev.potluck.api.ContentHash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Notes of each object since when no adopted index lists it.
 *
 * <p>Only what was adopted counts: a mirror that fails, hangs or sends half of an index replaces no
 * snapshot, and so makes nothing unlisted. Neither does a node that has no snapshots at all.
 *
 * <p>Eight bytes of a hash stand for it, as a wrong guess costs no more than one file kept for
 * longer.
 */
public final class Listedness {
    private final BlobCache cache;
    private final ObjectMarks marks;
    private final Listings listings;
    private Set<?> lastIds = Set.of();

    public Listedness(BlobCache cache, ObjectMarks marks, Listings listings) {
        this.cache = cache;
        this.marks = marks;
        this.listings = listings;
    }

    /** Looks again, if other listings are adopted than last time. Blocking. */
    public void refresh(long nowMs) throws IOException {
        Set<?> ids = listings.ids();
        if (ids.isEmpty() || ids.equals(lastIds)) {
            return;
        }
        long[] ours = beginnings();
        BitSet listed = new BitSet(ours.length);
        listings.forEachStrongHash(hash -> {
            int at = Arrays.binarySearch(ours, beginning(hash));
            if (at >= 0) {
                listed.set(at);
            }
        });
        if (!ids.equals(listings.ids())) {
            return; // a listing may have been let go of while it was read: next time
        }
        marks.setUnlisted(changes(ours, listed, nowMs));
        lastIds = Set.copyOf(ids);
    }

    /** Of all our objects' hashes, by whatever algorithm. */
    private long[] beginnings() {
        LongStream.Builder all = LongStream.builder();
        cache.forEach(object -> {
            all.add(beginning(object.sha256()));
            return true;
        });
        cache.forEachAlias((alias, sha256) -> all.add(beginning(alias)));
        return all.build().sorted().distinct().toArray();
    }

    private Map<ContentHash, Long> changes(long[] ours, BitSet listed, long nowMs) {
        BitSet byAlias = new BitSet(ours.length);
        cache.forEachAlias((alias, sha256) -> {
            int at = Arrays.binarySearch(ours, beginning(sha256));
            if (at >= 0 && isListed(ours, listed, alias)) {
                byAlias.set(at);
            }
        });
        Map<ContentHash, Long> before = marks.unlisted();
        Map<ContentHash, Long> changes = new HashMap<>();
        cache.forEach(object -> {
            ContentHash sha256 = object.sha256();
            if (Arrays.binarySearch(ours, beginning(sha256)) < 0) {
                return true; // stored since: it is what its record says
            }
            boolean isListed = isListed(ours, listed, sha256) || isListed(ours, byAlias, sha256);
            long markedMs = ObjectMarks.unlistedSinceMs(object, before);
            if (isListed && markedMs != ObjectMarks.LISTED) {
                changes.put(sha256, ObjectMarks.LISTED);
            } else if (!isListed && markedMs == ObjectMarks.LISTED) {
                changes.put(sha256, nowMs);
            }
            return true;
        });
        return changes;
    }

    private static boolean isListed(long[] ours, BitSet listed, ContentHash hash) {
        int at = Arrays.binarySearch(ours, beginning(hash));
        return at >= 0 && listed.get(at);
    }

    private static long beginning(ContentHash hash) {
        return ByteBuffer.wrap(hash.digest()).getLong();
    }
}
