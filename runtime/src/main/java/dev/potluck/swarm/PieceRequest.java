package dev.potluck.swarm;

import dev.potluck.api.HashAlgorithm;
import dev.potluck.hash.ContentHasher;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** One piece, asked of one peer: its bytes wait here until it is whole and checked. */
final class PieceRequest implements RangeSource.Sink {
    /** Hears how a request ended; not called for one that was cancelled. */
    interface Listener {
        /** Some bytes came. */
        void progressed(PieceRequest request, int bytes);

        void completed(PieceRequest request, byte[] sha256);

        void failed(PieceRequest request, SourceFailure failure);
    }

    private final PeerLane lane;
    private final int piece;
    private final long bytes;
    private final PieceHashes list;
    private final Listener listener;
    private final MessageDigest digest = ContentHasher.newDigest(HashAlgorithm.SHA256);
    private final List<Buffer> received = new ArrayList<>();
    private final long startedMs;
    private long receivedBytes;
    private RangeSource.Handle handle = NO_HANDLE;

    private static final RangeSource.Handle NO_HANDLE = new RangeSource.Handle() {
        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void cancel() {}
    };

    /**
     * What is asked for.
     *
     * @param list what the piece is to be checked against
     */
    record Order(int piece, long from, long to, PieceHashes list) {}

    PieceRequest(PeerLane lane, Order order, Listener listener, long startedMs) {
        this.lane = lane;
        this.piece = order.piece();
        this.bytes = order.to() - order.from();
        this.list = order.list();
        this.listener = listener;
        this.startedMs = startedMs;
        this.handle = lane.source().open(order.from(), order.to(), this);
    }

    PeerLane lane() {
        return lane;
    }

    int piece() {
        return piece;
    }

    PieceHashes list() {
        return list;
    }

    long startedMs() {
        return startedMs;
    }

    long receivedBytes() {
        return receivedBytes;
    }

    long missingBytes() {
        return bytes - receivedBytes;
    }

    List<Buffer> received() {
        return received;
    }

    void cancel() {
        handle.cancel();
    }

    @Override
    public void take(Buffer buffer) {
        received.add(buffer);
        receivedBytes += buffer.length();
        digest.update(((BufferInternal) buffer).getByteBuf().nioBuffer());
        listener.progressed(this, buffer.length());
    }

    @Override
    public void end() {
        listener.completed(this, digest.digest());
    }

    @Override
    public void fail(SourceFailure failure) {
        listener.failed(this, failure);
    }
}
