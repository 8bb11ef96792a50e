package dev.potluck.dht;

import dev.potluck.net.Endpoint;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Nodes that said lately that they cannot be reached (BEP 43): when they answer us all the same, it
 * is through a door that their own query opened, and they are no use to others.
 */
final class ReadOnlySenders {
    /** Nodes remembered. */
    static final int MAX_NODES = 256;
    /** How long what a node said holds. */
    static final long MEMORY_MS = 30 * 60_000L;

    private final Map<Endpoint, Long> saidMs = new LinkedHashMap<>(4);

    void said(Endpoint node, long nowMs) {
        saidMs.remove(node);
        saidMs.put(node, nowMs);
        Iterator<Long> eldest = saidMs.values().iterator();
        while (eldest.next() < nowMs - MEMORY_MS || saidMs.size() > MAX_NODES) {
            eldest.remove();
        }
    }

    /** It says now that it can be reached. */
    void forget(Endpoint node) {
        saidMs.remove(node);
    }

    boolean contains(Endpoint node, long nowMs) {
        Long said = saidMs.get(node);
        return said != null && said >= nowMs - MEMORY_MS;
    }
}
