package dev.potluck.swarm;

import dev.potluck.hash.Pieces;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

import java.util.Arrays;

/** A source of one file with a rate, a latency and a nature, in virtual time. */
final class SimSource implements PeerSource {
    /** What comes at once does not end where a piece does. */
    private static final int BUFFER_BYTES = 15_000;

    /** What a source does. */
    enum Nature {
        GOOD,
        /** Nobody listens there, and nothing says so. */
        DEAD,
        /** Connections are refused. */
        REFUSING,
        /** The bytes are wrong. */
        LYING,
        /** The bytes are wrong, and the piece list is made to fit them. */
        LYING_WITH_LIST,
        /** The bytes are right, the piece list is not. */
        FALSE_LIST,
        /** Never answers. */
        SILENT,
        /** Sends half a piece, then nothing. */
        STALLING,
        /** One byte a second. */
        TRICKLING,
        /** Says that it is busy. */
        BUSY
    }

    private final SimTimers timers;
    private final byte[] content;
    private final double bytesPerMs;
    private final long latencyMs;
    private final Nature nature;
    private double freeAtMs;
    long sentBytes;
    int opened;

    SimSource(SimTimers timers, byte[] content, double bytesPerMs, long latencyMs, Nature nature) {
        this.timers = timers;
        this.content = nature == Nature.LYING || nature == Nature.LYING_WITH_LIST
                ? lies(content)
                : content;
        this.bytesPerMs = bytesPerMs;
        this.latencyMs = latencyMs;
        this.nature = nature;
    }

    private static byte[] lies(byte[] content) {
        byte[] wrong = content.clone();
        for (int at = 7; at < wrong.length; at += Pieces.PIECE_BYTES) {
            wrong[at] ^= 1;
        }
        return wrong;
    }

    private static byte[] listOf(byte[] content) {
        byte[] list = new byte[(int) Pieces.count(content.length) * PieceHashes.HASH_BYTES];
        for (int piece = 0; piece < Pieces.count(content.length); piece++) {
            byte[] bytes = Arrays.copyOfRange(content, (int) Pieces.startOf(piece), (int)
                    Pieces.endOf(piece, content.length));
            byte[] hash = dev.potluck.hash.ContentHasher.sha256(bytes).digest();
            System.arraycopy(hash, 0, list, piece * PieceHashes.HASH_BYTES, PieceHashes.HASH_BYTES);
        }
        return list;
    }

    @Override
    public Future<byte[]> pieceList(int sizeBytes) {
        Promise<byte[]> list = Promise.promise();
        switch (nature) {
            case DEAD, SILENT ->
                timers.schedule(SwarmDownload.SILENCE_MS, () -> list.fail(silence()));
            case REFUSING -> timers.schedule(latencyMs, () -> list.fail(refusal()));
            case LYING -> timers.schedule(latencyMs, () -> list.complete(trueList()));
            case FALSE_LIST -> timers.schedule(latencyMs, () -> list.complete(falseList()));
            default -> timers.schedule(latencyMs, () -> list.complete(listOf(content)));
        }
        return list.future();
    }

    private byte[] trueList() {
        return listOf(lies(content)); // twice wrong is right
    }

    private byte[] falseList() {
        byte[] list = listOf(content);
        list[list.length - 1] ^= 1;
        return list;
    }

    private static SourceFailure silence() {
        return new SourceFailure(SourceFailure.Kind.UNREACHABLE, "no connection in time");
    }

    private static SourceFailure refusal() {
        return new SourceFailure(SourceFailure.Kind.UNREACHABLE, "connection refused");
    }

    @Override
    public Handle open(long from, long to, Sink sink) {
        opened++;
        Stream stream = new Stream(from, to, sink);
        switch (nature) {
            case DEAD -> timers.schedule(SwarmDownload.SILENCE_MS, () -> stream.fail(silence()));
            case REFUSING -> timers.schedule(latencyMs, () -> stream.fail(refusal()));
            case SILENT -> {}
            case BUSY ->
                timers.schedule(
                        latencyMs,
                        () -> stream.fail(new SourceFailure(SourceFailure.Kind.BUSY, "busy")));
            default -> timers.schedule(latencyMs, stream::next);
        }
        return stream;
    }

    private final class Stream implements Handle {
        private final long from;
        private final long to;
        private final Sink sink;
        private long at;
        private boolean isPaused;
        private boolean isWaiting;
        private boolean isOver;

        Stream(long from, long to, Sink sink) {
            this.from = from;
            this.to = to;
            this.at = from;
            this.sink = sink;
        }

        void fail(SourceFailure failure) {
            if (!isOver) {
                isOver = true;
                sink.fail(failure);
            }
        }

        void next() {
            if (isOver) {
                return;
            }
            if (at == to) {
                isOver = true;
                sink.end();
                return;
            }
            boolean isStuck = nature == Nature.STALLING && at - from >= Pieces.PIECE_BYTES / 2;
            if (isPaused || isStuck) {
                isWaiting = isPaused;
                return;
            }
            int length = (int) Math.min(to - at, BUFFER_BYTES);
            double takesMs = length / bytesPerMs;
            if (nature == Nature.TRICKLING) {
                length = 1;
                takesMs = 1_000;
            }
            int bytes = length;
            freeAtMs = Math.max(freeAtMs, (double) (timers.nowMs() - 1)) + takesMs;
            timers.schedule(Math.round(freeAtMs) - timers.nowMs(), () -> send(bytes));
        }

        private void send(int bytes) {
            if (!isOver) {
                sentBytes += bytes;
                at += bytes;
                sink.take(Buffer.buffer(Arrays.copyOfRange(content, (int) at - bytes, (int) at)));
                next();
            }
        }

        @Override
        public void pause() {
            isPaused = true;
        }

        @Override
        public void resume() {
            isPaused = false;
            if (isWaiting) {
                isWaiting = false;
                next();
            }
        }

        @Override
        public void cancel() {
            isOver = true;
        }
    }
}
