package dev.potluck.fetch;

import dev.potluck.hash.Pieces;
import dev.potluck.swarm.Following;
import dev.potluck.swarm.Have;
import dev.potluck.swarm.Peer;
import dev.potluck.swarm.PeerClient;
import dev.potluck.swarm.PeerScores;
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
final class SwarmFetch implements SwarmSink, Following {
    /** Hears what readers of the relay have to know. */
    interface Listener {
        /** Called before the first byte. */
        void begins();

        /** A neighbour's fetch is followed from now on: its bytes are not for others. */
        void follows();
    }

    private final Swarming swarming;
    private final PieceTrust trust;
    private final SwarmFile file;
    private final RelayWriter writer;
    private final Listener listener;
    private final SwarmDownload download;
    private PeerSearch.Handle search = PeerSearch.Handle.NONE;
    private boolean wasHeld;

    /** @param writer takes the bytes, after those it has */
    SwarmFetch(
            Swarming swarming,
            PieceTrust trust,
            RangeSource mirror,
            RelayWriter writer,
            Listener listener) {
        this.swarming = swarming;
        this.trust = trust;
        this.file = trust.file();
        this.writer = writer;
        this.listener = listener;
        this.download =
                new SwarmDownload(trust, swarming.tools(), mirror, this, writer.writtenBytes());
        download.tell(this);
    }

    /** From whoever has it. */
    Future<SwarmResult> start() {
        boolean isSmall = file.sizeBytes() <= Pieces.PIECE_BYTES;
        boolean isWorthWaiting = isSmall || swarming.search().isNear();
        download.start(true, isWorthWaiting ? swarming.tools().holdBack().unprovenMs() : 0);
        search = swarming.search().find(file, new Found());
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

    /** What neighbours are told of it. */
    Have.Holding holding() {
        return download.holding();
    }

    @Override
    public void began() {
        listener.follows();
    }

    @Override
    public void lost() {
        search.again();
    }

    /**
     * The file is wrong. Who alone let us follow a fetch of his own lied to its last piece, and of
     * several who did none is asked for a while; of those who sent single pieces the mirror's bytes
     * will tell, and until then none is asked.
     */
    void blame() {
        PeerScores scores = swarming.tools().scores();
        download.culprit().map(Peer::address).ifPresent(swarming.tools().bans()::ban);
        download.followed().forEach(peer -> scores.recordFailure(peer.address()));
        trust.senders().forEach(peer -> scores.recordFailure(peer.address()));
    }

    @Override
    public boolean write(Buffer bytes) {
        listener.begins();
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
        public void fetching(Peer neighbour, boolean isHearsay) {
            download.follow(neighbour, client.source(neighbour.address(), file), isHearsay);
        }

        @Override
        public Have.Holding own() {
            return download.holding();
        }

        @Override
        public void ended() {
            download.searchEnded();
        }
    }
}
