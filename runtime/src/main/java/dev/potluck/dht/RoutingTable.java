package dev.potluck.dht;

import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The nodes that we know, in one bucket for each length of the prefix shared with our id.
 *
 * <p>Differences from the Kademlia paper (2.2, 2.4): buckets are not split but one for each prefix
 * length from the start, which gives the same partition; the four farthest hold 128, 64, 32 and 16
 * instead of k = 8, which saves about one round trip of each lookup; only contacts that answered
 * within {@value #FRESH_MS} ms are handed out, so that the dead do not travel from table to table.
 */
final class RoutingTable {
    /** The paper's k: replicas of a record, contacts of a bucket. */
    static final int K = 8;
    /** Contacts that answered within this are handed out to others. */
    static final long FRESH_MS = 15 * 60_000L;

    private static final int[] FAR_CAPACITIES = {128, 64, 32, 16};
    /** Contacts near us that tell the size of the network. */
    private static final int SIZE_SAMPLE = 16;

    private NodeId ownId;
    private KBucket[] buckets = new KBucket[0];
    private int size;

    RoutingTable(NodeId ownId) {
        this.ownId = ownId;
    }

    NodeId ownId() {
        return ownId;
    }

    int size() {
        return size;
    }

    /** Takes another id for us; contacts move to the buckets where they belong now. */
    void rebase(NodeId newId) {
        List<Contact> all = contacts();
        all.sort((a, b) -> Long.compare(a.answeredMs, b.answeredMs));
        ownId = newId;
        buckets = new KBucket[0];
        size = 0;
        for (Contact contact : all) {
            answered(contact.info, contact.answeredMs);
        }
    }

    /** Takes note that {@code node} answered us; returns whether it is in the table now. */
    boolean answered(NodeInfo node, long nowMs) {
        int index = ownId.commonPrefixBits(node.id());
        if (index == NodeId.SIZE_BITS) {
            return false;
        }
        KBucket bucket = bucket(index);
        int before = bucket.contacts().size();
        boolean kept = bucket.answered(node, nowMs);
        size += bucket.contacts().size() - before;
        return kept;
    }

    /** Takes note that {@code node} did not answer. */
    void failed(NodeInfo node) {
        int index = ownId.commonPrefixBits(node.id());
        if (index < buckets.length && buckets[index].failed(node)) {
            size--;
        }
    }

    /** Whether a node of this id would find a place. */
    boolean hasRoomFor(NodeId id) {
        int index = ownId.commonPrefixBits(id);
        if (index == NodeId.SIZE_BITS) {
            return false;
        }
        return index >= buckets.length || buckets[index].hasRoom();
    }

    /** Whether the bucket at this prefix length has room. */
    boolean hasRoomAt(int prefixBits) {
        return prefixBits >= buckets.length || buckets[prefixBits].hasRoom();
    }

    @Nullable
    Contact find(NodeId id) {
        int index = ownId.commonPrefixBits(id);
        return index < buckets.length ? buckets[index].find(id) : null;
    }

    private KBucket bucket(int index) {
        if (index >= buckets.length) {
            int before = buckets.length;
            buckets = Arrays.copyOf(buckets, index + 1);
            for (int i = before; i <= index; i++) {
                buckets[i] = new KBucket(capacity(i));
            }
        }
        return buckets[index];
    }

    static int capacity(int index) {
        return index < FAR_CAPACITIES.length ? FAR_CAPACITIES[index] : K;
    }

    /**
     * The contacts nearest to {@code target}, nearest first, without those that failed to answer.
     *
     * @param limit how many at most
     * @param answeredSinceMs only those that answered at or after this
     */
    List<NodeInfo> closest(NodeId target, int limit, long answeredSinceMs) {
        NearestFirst nearest = new NearestFirst(target, limit);
        int own = Math.min(ownId.commonPrefixBits(target), buckets.length);
        collect(nearest, own, own + 1, answeredSinceMs);
        if (!nearest.isFull()) {
            collect(nearest, own + 1, buckets.length, answeredSinceMs);
        }
        for (int i = own - 1; i >= 0 && !nearest.isFull(); i--) {
            collect(nearest, i, i + 1, answeredSinceMs);
        }
        return nearest.nodes();
    }

    private void collect(NearestFirst nearest, int from, int to, long answeredSinceMs) {
        for (int i = from; i < Math.min(to, buckets.length); i++) {
            List<Contact> contacts = buckets[i].contacts();
            for (int j = contacts.size() - 1; j >= 0; j--) {
                Contact contact = contacts.get(j);
                if (contact.answeredMs < answeredSinceMs) {
                    break;
                }
                if (contact.failures == 0) {
                    nearest.offer(contact.info);
                }
            }
        }
    }

    /** The contact that answered longest ago. */
    Optional<Contact> stalest() {
        return stalestFrom(0);
    }

    /** Of the contacts near us, in buckets of the usual size, the one that answered longest ago. */
    Optional<Contact> stalestNear() {
        return stalestFrom(FAR_CAPACITIES.length);
    }

    private Optional<Contact> stalestFrom(int firstBucket) {
        Contact stalest = null;
        for (int i = firstBucket; i < buckets.length; i++) {
            if (!buckets[i].contacts().isEmpty()) {
                Contact first = buckets[i].contacts().get(0);
                if (stalest == null || first.answeredMs < stalest.answeredMs) {
                    stalest = first;
                }
            }
        }
        return Optional.ofNullable(stalest);
    }

    /** All contacts. */
    List<Contact> contacts() {
        List<Contact> all = new ArrayList<>(size);
        for (KBucket bucket : buckets) {
            all.addAll(bucket.contacts());
        }
        return all;
    }

    /** How many prefix lengths have a bucket: about the logarithm of the network's size. */
    int depth() {
        return buckets.length;
    }

    /** How many nodes the network has, judged by how near our neighbours are; at least 1. */
    double estimatedNodes() {
        List<NodeInfo> near = closest(ownId, SIZE_SAMPLE, Long.MIN_VALUE);
        if (near.size() < SIZE_SAMPLE) {
            return near.size() + 1.0;
        }
        double share = ownId.distanceShare(near.get(SIZE_SAMPLE - 1).id());
        return Math.max(size, SIZE_SAMPLE / Math.max(share, Double.MIN_NORMAL));
    }

    /** Throws when contacts are miscounted or in a wrong bucket. */
    void checkInvariant() {
        int counted = 0;
        for (int i = 0; i < buckets.length; i++) {
            buckets[i].checkInvariant();
            counted += buckets[i].contacts().size();
            for (Contact contact : buckets[i].contacts()) {
                if (ownId.commonPrefixBits(contact.id()) != i) {
                    throw new IllegalStateException("wrong bucket for " + contact.info);
                }
            }
        }
        if (counted != size) {
            throw new IllegalStateException("counted " + counted + ", said " + size);
        }
    }
}
