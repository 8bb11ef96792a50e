package dev.potluck.swarm;

import dev.potluck.api.HashAlgorithm;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hash.Pieces;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

import java.security.MessageDigest;
import java.util.Optional;

/** A stretch of pieces that comes as one stream: from the mirror, or a neighbour's own fetch. */
final class MirrorRun implements RangeSource.Sink {
    /** Hears of the stream, split at the borders of pieces. */
    interface Listener {
        /** Before the first byte of a piece; false to end the stream here. */
        boolean mayEnter(MirrorRun run, int piece);

        /** Whether the hash of the next piece is of any use. */
        boolean wantsHashes();

        void took(MirrorRun run, long offset, Buffer bytes);

        /** A piece is there to its last byte; its hash, if it came whole and was wanted. */
        void left(MirrorRun run, int piece, Optional<byte[]> sha256);

        /** The rest of what came is of no use, since the stream ends before it. */
        void dropped(MirrorRun run, int bytes);

        void ended(MirrorRun run);

        void failed(MirrorRun run, SourceFailure failure);
    }

    private final SwarmFile file;
    private final Listener listener;
    private final long from;
    private final long to;
    private final boolean isMirror;
    private final long startedMs;
    private final RangeSource.Handle handle;
    private long position;
    private long lastByteMs;
    private boolean isPaused;
    private boolean isOver;
    private Optional<MessageDigest> digest = Optional.empty();

    /**
     * Where a run goes.
     *
     * @param isMirror whether the mirror sends it, not a neighbour
     */
    record Order(long from, long to, boolean isMirror, long startedMs) {}

    MirrorRun(SwarmFile file, RangeSource source, Order order, Listener listener) {
        this.file = file;
        this.listener = listener;
        this.from = order.from();
        this.to = order.to();
        this.isMirror = order.isMirror();
        this.startedMs = order.startedMs();
        this.lastByteMs = startedMs;
        this.position = from;
        this.handle = source.open(from, to, this);
    }

    long from() {
        return from;
    }

    long position() {
        return position;
    }

    long to() {
        return to;
    }

    boolean isMirror() {
        return isMirror;
    }

    boolean isOver() {
        return isOver;
    }

    boolean hasBegun() {
        return position > from;
    }

    boolean covers(int piece) {
        return Pieces.startOf(piece) < to && Pieces.endOf(piece, file.sizeBytes()) > position;
    }

    void noteByte(long nowMs) {
        lastByteMs = nowMs;
    }

    /** How long nothing has come although it was wanted. */
    long silentMs(long nowMs) {
        return isPaused ? 0 : nowMs - lastByteMs;
    }

    void pause() {
        if (!isPaused && !isOver) {
            isPaused = true;
            handle.pause();
        }
    }

    void resume(long nowMs) {
        if (isPaused && !isOver) {
            isPaused = false;
            lastByteMs = nowMs;
            handle.resume();
        }
    }

    void cancel() {
        if (!isOver) {
            isOver = true;
            handle.cancel();
        }
    }

    @Override
    public void take(Buffer bytes) {
        Buffer rest = bytes;
        while (!isOver && rest.length() > 0) {
            int piece = Pieces.at(position);
            boolean isAtStart = position == Pieces.startOf(piece);
            if ((isAtStart || position == from) && !listener.mayEnter(this, piece)) {
                break;
            }
            if (isAtStart && listener.wantsHashes()) {
                digest = Optional.of(ContentHasher.newDigest(HashAlgorithm.SHA256));
            }
            long end = Pieces.endOf(piece, file.sizeBytes());
            int length = (int) Math.min(rest.length(), end - position);
            Buffer part = length == rest.length() ? rest : rest.slice(0, length);
            rest = rest.slice(length, rest.length());
            takePart(piece, part, end);
        }
        if (rest.length() > 0) {
            listener.dropped(this, rest.length());
        }
    }

    private void takePart(int piece, Buffer part, long end) {
        digest.ifPresent(
                hash -> hash.update(((BufferInternal) part).getByteBuf().nioBuffer()));
        long at = position;
        position += part.length();
        listener.took(this, at, part);
        if (position == end && !isOver) {
            Optional<byte[]> sha256 = digest.map(MessageDigest::digest);
            digest = Optional.empty();
            listener.left(this, piece, sha256);
        }
    }

    @Override
    public void end() {
        if (!isOver) {
            isOver = true;
            if (position == to) {
                listener.ended(this);
            } else {
                listener.failed(
                        this,
                        new SourceFailure(
                                SourceFailure.Kind.BROKEN_OFF,
                                "%d bytes instead of %d".formatted(position - from, to - from)));
            }
        }
    }

    @Override
    public void fail(SourceFailure failure) {
        if (!isOver) {
            isOver = true;
            listener.failed(this, failure);
        }
    }
}
