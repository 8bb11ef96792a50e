package dev.potluck.app.sharing;

import dev.potluck.api.ContentHash;
import dev.potluck.dht.krpc.PieceHint;
import dev.potluck.swarm.PieceHashes;

import io.vertx.core.Future;

import java.util.Optional;

/** The piece hashes of this node's files. */
public interface OfferedLists {
    /** Has none, and makes none. */
    OfferedLists NONE = new OfferedLists() {
        @Override
        public Optional<PieceHashes> find(ContentHash sha256, long sizeBytes) {
            return Optional.empty();
        }

        @Override
        public Future<PieceHashes> compute(ContentHash sha256, long sizeBytes) {
            return Future.failedFuture("no lists here");
        }
    };

    /** The list, if it was ever computed; microseconds. */
    Optional<PieceHashes> find(ContentHash sha256, long sizeBytes);

    /** Reads the whole file, off the event loop, and keeps its list. */
    Future<PieceHashes> compute(ContentHash sha256, long sizeBytes);

    /** What an announce of the file carries. */
    default PieceHint hint(ContentHash sha256, long sizeBytes) {
        return find(sha256, sizeBytes).map(PieceHashes::hint).orElse(PieceHint.NONE);
    }
}
