package dev.potluck.dht;

import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The contacts that share a given number of leading bits with us, the one that answered longest ago
 * first (Kademlia paper, 2.2).
 *
 * <p>Differences: a newcomer has answered us before it enters; a full bucket gives way only where
 * an entry failed to answer, and keeps no replacement cache, since the next node that answers fills
 * a hole; at most {@value #MAX_PER_NETWORK} entries of one IPv4 /16 (IPv6 /32).
 */
final class KBucket {
    /** Questions in a row without answer after which an entry leaves. */
    static final int MAX_FAILURES = 2;
    /** Entries of one IPv4 /16 or IPv6 /32, for public addresses. */
    static final int MAX_PER_NETWORK = 2;

    private final int capacity;
    private final List<Contact> contacts = new ArrayList<>(2);
    /** A word of each contact's id, side by side: finding one reads no other memory. */
    private long[] idWords = new long[2];

    KBucket(int capacity) {
        this.capacity = capacity;
    }

    /** All entries, the one that answered longest ago first; a live view. */
    List<Contact> contacts() {
        return contacts;
    }

    boolean hasRoom() {
        return contacts.size() < capacity;
    }

    @Nullable
    Contact find(NodeId id) {
        int index = indexOf(id);
        return index < 0 ? null : contacts.get(index);
    }

    private int indexOf(NodeId id) {
        long word = id.middleWord();
        for (int i = contacts.size() - 1; i >= 0; i--) {
            if (idWords[i] == word && contacts.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    private void append(Contact contact) {
        if (contacts.size() == idWords.length) {
            idWords = Arrays.copyOf(idWords, Math.min(capacity, 2 * idWords.length));
        }
        idWords[contacts.size()] = contact.id().middleWord();
        contacts.add(contact);
    }

    private void remove(int index) {
        contacts.remove(index);
        System.arraycopy(idWords, index + 1, idWords, index, contacts.size() - index);
    }

    /** Takes note that {@code node} answered; returns whether it is in the bucket now. */
    boolean answered(NodeInfo node, long nowMs) {
        int index = indexOf(node.id());
        if (index >= 0) {
            return refresh(index, node, nowMs);
        }
        int outgoing = hasRoom() ? contacts.size() : firstFailed();
        if (outgoing < 0 || !networkHasRoom(node)) {
            return false;
        }
        if (outgoing < contacts.size()) {
            remove(outgoing);
        }
        append(new Contact(node, nowMs));
        return true;
    }

    private int firstFailed() {
        for (int i = 0; i < contacts.size(); i++) {
            if (contacts.get(i).failures > 0) {
                return i;
            }
        }
        return -1;
    }

    /** Another endpoint under a known id takes its place only when the known one fell silent. */
    private boolean refresh(int index, NodeInfo node, long nowMs) {
        Contact known = contacts.get(index);
        boolean sameEndpoint = known.info.endpoint().equals(node.endpoint());
        if (!sameEndpoint && known.failures == 0) {
            return false;
        }
        remove(index);
        if (sameEndpoint) {
            known.answeredMs = nowMs;
            known.failures = 0;
            append(known);
            return true;
        }
        boolean fits = networkHasRoom(node);
        if (fits) {
            append(new Contact(node, nowMs));
        }
        return fits;
    }

    private boolean networkHasRoom(NodeInfo node) {
        if (!node.endpoint().isPublic()) {
            return true;
        }
        long network = node.endpoint().networkKey();
        int count = 0;
        for (Contact contact : contacts) {
            if (contact.info.endpoint().networkKey() == network) {
                count++;
            }
        }
        return count < MAX_PER_NETWORK;
    }

    /** Takes note that {@code node} did not answer; returns whether it left. */
    boolean failed(NodeInfo node) {
        Contact known = find(node.id());
        if (known == null || !known.info.endpoint().equals(node.endpoint())) {
            return false;
        }
        known.failures++;
        if (known.failures < MAX_FAILURES) {
            return false;
        }
        remove(indexOf(node.id()));
        return true;
    }

    /** Throws when the bucket is not what its class comment says. */
    void checkInvariant() {
        check(contacts.size() <= capacity, "over capacity");
        for (int i = 0; i < contacts.size(); i++) {
            Contact contact = contacts.get(i);
            check(contact.failures < MAX_FAILURES, "dead entry " + contact.info);
            check(i == 0 || contacts.get(i - 1).answeredMs <= contact.answeredMs, "order");
            check(find(contact.id()) == contact, "duplicate id " + contact.id());
            if (contact.info.endpoint().isPublic()) {
                long network = contact.info.endpoint().networkKey();
                long same = contacts.stream()
                        .filter(other -> other.info.endpoint().networkKey() == network)
                        .count();
                check(same <= MAX_PER_NETWORK, "too many of one network: " + contact.info);
            }
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("k-bucket: " + what);
        }
    }
}
