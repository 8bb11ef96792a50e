package dev.potluck.peer;

import dev.potluck.api.ContentHash;
import dev.potluck.swarm.Have;
import dev.potluck.swarm.PieceHashes;

import io.vertx.core.Future;

import java.util.Optional;

/**
 * The files that peers may have: listed with SHA-256 or better in an index of a public archive. For
 * all others, nothing says whether they are here.
 */
public interface PublicObjects {
    /** A complete file. It must be closed. */
    Optional<UploadSource> complete(ContentHash sha256);

    /** A file that is being fetched and may be followed, as far as it is there. To be closed. */
    Optional<UploadSource> underWay(ContentHash sha256);

    /** How far we are with a file. */
    Have.Holding holding(ContentHash sha256);

    /** The piece hashes of a complete file; empty if there are none (yet). */
    Future<Optional<PieceHashes>> pieces(ContentHash sha256);
}
