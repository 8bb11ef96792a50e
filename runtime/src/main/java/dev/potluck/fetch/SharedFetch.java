package dev.potluck.fetch;

import dev.potluck.swarm.Have;

/** A fetch of a public file that neighbours may follow. */
public final class SharedFetch {
    private final ListedFetch fetch;
    private final Have.Holding holding;
    private final long sizeBytes;

    SharedFetch(ListedFetch fetch, Have.Holding holding, long sizeBytes) {
        this.fetch = fetch;
        this.holding = holding;
        this.sizeBytes = sizeBytes;
    }

    public Have.Holding holding() {
        return holding;
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    /** One reader more. It must be closed. */
    public RelayReader open() {
        return fetch.relay().openForNeighbour();
    }
}
