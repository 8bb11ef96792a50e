package dev.potluck.fetch;

import dev.potluck.api.ContentHash;
import dev.potluck.hash.ContentHasher;
import dev.potluck.peer.ObjectsTwin;
import dev.potluck.peer.PublicObjects;
import dev.potluck.peer.UploadSource;
import dev.potluck.swarm.Have;
import dev.potluck.swarm.PieceHashes;

import io.vertx.core.Future;

import java.util.Optional;

/** Claims to be fetching a file, and sends another of the same size. */
final class LyingObjects implements PublicObjects {
    private final ContentHash named;
    private final ContentHash sent;
    private final ObjectsTwin objects = new ObjectsTwin();

    LyingObjects(byte[] named, byte[] sent) {
        this.named = ContentHasher.sha256(named);
        this.sent = objects.add(sent);
    }

    @Override
    public Optional<UploadSource> complete(ContentHash sha256) {
        return Optional.empty();
    }

    @Override
    public Optional<UploadSource> underWay(ContentHash sha256) {
        return sha256.equals(named) ? objects.complete(sent) : Optional.empty();
    }

    @Override
    public Have.Holding holding(ContentHash sha256) {
        return new Have.Holding(Have.State.FETCHING, 60_000);
    }

    @Override
    public Future<Optional<PieceHashes>> pieces(ContentHash sha256) {
        return Future.succeededFuture(Optional.empty());
    }
}
