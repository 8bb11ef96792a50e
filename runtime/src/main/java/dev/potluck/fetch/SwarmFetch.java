package dev.potluck.fetch;

import dev.potluck.hash.Pieces;
import dev.potluck.swarm.Peer;
import dev.potluck.swarm.PeerClient;
import dev.potluck.swarm.PeerSearch;
import dev.potluck.swarm.PieceHashes;
import dev.potluck.swarm.PieceTrust;
import dev.potluck.swarm.RangeSource;
import dev.potluck.swarm.SwarmDownload;
import dev.potluck.swarm.SwarmFile;
import dev.potluck.swarm.SwarmResult;
import dev.potluck.swarm.SwarmSink;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** A download from peers and mirrors together, into a relay. */
final class SwarmFetch implements SwarmSink {
    private final Swarming swarming;
    private final PieceTrust trust;
    private final SwarmFile file;
    private final RelayWriter writer;
    private final Runnable onBegin;
    private final SwarmDownload download;
    private final long sinceMs;
    private PeerSearch.Handle search = () -> {};
    private boolean wasHeld;

    /**
     * @param writer takes the bytes, after those it has
     * @param onBegin called before the first byte
     */
    SwarmFetch(
            Swarming swarming,
            PieceTrust trust,
            RangeSource mirror,
            RelayWriter writer,
            Runnable onBegin) {
        this.swarming = swarming;
        this.trust = trust;
        this.file = trust.file();
        this.writer = writer;
        this.onBegin = onBegin;
        this.sinceMs = swarming.tools().timers().nowMs();
        this.download =
                new SwarmDownload(trust, swarming.tools(), mirror, this, writer.writtenBytes());
    }

    /** From whoever has it. */
    Future<SwarmResult> start() {
        boolean isSmall = file.sizeBytes() <= Pieces.PIECE_BYTES;
        boolean isWorthWaiting = isSmall || swarming.search().isNear();
        download.start(true, isWorthWaiting ? swarming.tools().holdBack().unprovenMs() : 0);
        search = swarming.search().find(file, sinceMs, new Found());
        return download.result().onComplete(ended -> search.cancel());
    }

    /** From the mirrors, whose bytes tell who lied before. */
    Future<SwarmResult> startAlone() {
        download.start(false, 0);
        return download.result();
    }

    void cancel() {
        download.cancel();
    }

    boolean hasPeerBytes() {
        return download.hasPeerBytes();
    }

    /** Whether any byte was ever held back. */
    boolean wasHeld() {
        return wasHeld;
    }

    boolean isFollowing() {
        return download.isFollowing();
    }

    long ageMs() {
        return swarming.tools().timers().nowMs() - sinceMs;
    }

    /**
     * The file is wrong. Who let us follow a fetch lied to its last piece; of those who sent single
     * pieces the mirror's bytes will tell, and until then none is asked.
     */
    void blame() {
        download.followed().map(Peer::address).ifPresent(swarming.tools().bans()::ban);
        trust.senders().forEach(peer -> swarming.tools().scores().recordFailure(peer.address()));
    }

    @Override
    public boolean write(Buffer bytes) {
        onBegin.run();
        return writer.write(bytes);
    }

    @Override
    public void onDrain(Runnable resume) {
        writer.onDrain(resume);
    }

    @Override
    public void hold() {
        wasHeld = true;
        writer.hold();
    }

    @Override
    public void release() {
        writer.release();
    }

    private final class Found implements PeerSearch.Found {
        private final PeerClient client = swarming.client();

        @Override
        public void peer(Peer peer) {
            download.addPeer(peer, client.source(peer.address(), file));
        }

        @Override
        public void pieces(PieceHashes list) {
            download.hint(list);
        }

        @Override
        public void fetching(Peer neighbour) {
            download.follow(neighbour, client.source(neighbour.address(), file));
        }

        @Override
        public void ended() {
            download.searchEnded();
        }
    }
}
