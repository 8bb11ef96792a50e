package dev.potluck.dht;

import dev.potluck.dht.krpc.PieceHint;
import dev.potluck.net.Endpoint;

import java.util.List;

/** Hears of the peers of one key while they are looked up; on the DHT's thread. */
public interface PeerListener {
    /**
     * Peers that were not handed over before.
     *
     * @param peers TCP endpoints, as strangers say: private and dead ones may be among them
     * @param hint where the piece hashes are, as the same stranger says
     */
    void onPeers(List<Endpoint> peers, PieceHint hint);

    /** The lookup is over; not called when it was cancelled. */
    void onEnd(LookupSummary summary);
}
