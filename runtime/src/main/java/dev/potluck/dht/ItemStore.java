package dev.potluck.dht;

import dev.potluck.bencode.BValue;
import dev.potluck.bencode.Bencode;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Timers;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Immutable items (BEP 44), kept under the SHA-1 of their encoding.
 *
 * <p>Differences: items up to {@value #MAX_ITEM_BYTES} bytes, for 69 piece hashes, not 1000; a
 * value that was not sent in canonical form would have another hash, and is simply another item.
 */
final class ItemStore {
    /** 69 piece hashes of 16 bytes, and their length. */
    static final int MAX_ITEM_BYTES = 1_109;
    /** How long an item lives without being put again. */
    static final long LIFETIME_MS = 225 * 60_000L;
    /** Items in all. */
    static final int MAX_ITEMS = 2_000;
    /** Items of one address. */
    static final int MAX_ITEMS_PER_HOLDER = 500;

    private record Item(BValue value, Endpoint holder, long expiresMs) {}

    private final Timers timers;
    private final HolderQuota quota = new HolderQuota(MAX_ITEMS_PER_HOLDER);
    /** In the order of the last put, which is that of expiry. */
    private final Map<NodeId, Item> items = new LinkedHashMap<>();

    ItemStore(Timers timers) {
        this.timers = timers;
    }

    /** The key of an item: SHA-1 of its canonical encoding. */
    static NodeId targetOf(BValue value) {
        try {
            return NodeId.ofPrefix(
                    MessageDigest.getInstance("SHA-1").digest(Bencode.encode(value)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /** Whether the item is small enough to be kept. */
    static boolean fits(BValue value) {
        return Bencode.encode(value).length <= MAX_ITEM_BYTES;
    }

    /** Keeps an item that {@link #fits}; false when its sender has had its share. */
    boolean put(BValue value, Endpoint holder) {
        NodeId target = targetOf(value);
        expire();
        Item known = items.remove(target);
        if (known != null) {
            quota.release(known.holder());
        }
        if (!quota.take(holder)) {
            if (known != null && quota.take(known.holder())) {
                items.put(target, known);
            }
            return false;
        }
        items.put(target, new Item(value, holder, timers.nowMs() + LIFETIME_MS));
        if (items.size() > MAX_ITEMS) {
            removeEldest();
        }
        return true;
    }

    /** The item of this key. */
    Optional<BValue> get(NodeId target) {
        expire();
        return Optional.ofNullable(items.get(target)).map(Item::value);
    }

    private void expire() {
        while (!items.isEmpty() && items.values().iterator().next().expiresMs() <= timers.nowMs()) {
            removeEldest();
        }
    }

    private void removeEldest() {
        Iterator<Item> eldest = items.values().iterator();
        quota.release(eldest.next().holder());
        eldest.remove();
    }

    int size() {
        return items.size();
    }

    /** Throws when items are miscounted or over a limit. */
    void checkInvariant() {
        if (items.size() > MAX_ITEMS || quota.total() != items.size()) {
            throw new IllegalStateException(
                    "item store: " + items.size() + " items, quota " + quota.total());
        }
    }
}
