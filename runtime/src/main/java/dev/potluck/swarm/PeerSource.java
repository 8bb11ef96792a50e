package dev.potluck.swarm;

import io.vertx.core.Future;

/** A peer, as a source of one file. */
public interface PeerSource extends RangeSource {
    /**
     * The hashes of the file's pieces, as the peer says.
     *
     * @param sizeBytes of the list
     * @return fails with a {@link SourceFailure}
     */
    Future<byte[]> pieceList(int sizeBytes);
}
