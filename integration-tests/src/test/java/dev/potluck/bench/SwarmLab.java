package dev.potluck.bench;

import dev.potluck.api.ContentHash;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hash.Pieces;
import dev.potluck.net.ClientRules;
import dev.potluck.net.Endpoint;
import dev.potluck.net.MalformedCidrException;
import dev.potluck.net.Timers;
import dev.potluck.net.Traffic;
import dev.potluck.peer.MonthlyCap;
import dev.potluck.peer.PeerServer;
import dev.potluck.peer.PublicObjects;
import dev.potluck.peer.UploadLimits;
import dev.potluck.peer.UploadSource;
import dev.potluck.swarm.Have;
import dev.potluck.swarm.MalformedPieceListException;
import dev.potluck.swarm.PieceHashes;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import java.io.Closeable;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Peer servers with one file each, on loopback, each limited to a rate of its own. */
final class SwarmLab implements Closeable {
    private static final int LOOPBACK = 0x7f00_0001;
    private static final long MAX_WAIT_S = 120;
    private static final int SLOTS = 48;

    final Vertx vertx = Vertx.vertx();
    final Timers timers = new LoopTimers(vertx);

    /** Real time on a loop. */
    private record LoopTimers(Vertx vertx) implements Timers {
        @Override
        public long nowMs() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        }

        @Override
        public Handle schedule(long delayMs, Runnable task) {
            long timer = vertx.setTimer(Math.max(1, delayMs), fired -> task.run());
            return () -> vertx.cancelTimer(timer);
        }
    }

    /** One file in memory: under its own name, or in place of another. */
    static final class OneFile implements PublicObjects {
        private final ContentHash name;
        private final byte[] content;
        private final PieceHashes list;
        private final int availableBytes;

        private OneFile(ContentHash name, byte[] content, PieceHashes list, int availableBytes) {
            this.name = name;
            this.content = content;
            this.list = list;
            this.availableBytes = availableBytes;
        }

        ContentHash name() {
            return name;
        }

        static OneFile of(byte[] content) {
            return new OneFile(
                    ContentHasher.sha256(content), content, listOf(content), content.length);
        }

        int sizeBytes() {
            return content.length;
        }

        /** As if no more of it had come so far, and nothing more ever comes. */
        OneFile stallingAt(int bytes) {
            return new OneFile(name, content, list, bytes);
        }

        /** Another content under the same name, with the true list. */
        OneFile sending(byte[] other) {
            return new OneFile(name, other, list, other.length);
        }

        private static PieceHashes listOf(byte[] content) {
            int pieces = (int) Pieces.count(content.length);
            byte[] list = new byte[pieces * PieceHashes.HASH_BYTES];
            for (int piece = 0; piece < pieces; piece++) {
                byte[] bytes = Arrays.copyOfRange(content, (int) Pieces.startOf(piece), (int)
                        Pieces.endOf(piece, content.length));
                System.arraycopy(
                        ContentHasher.sha256(bytes).digest(),
                        0,
                        list,
                        piece * PieceHashes.HASH_BYTES,
                        PieceHashes.HASH_BYTES);
            }
            try {
                return PieceHashes.of(list, content.length);
            } catch (MalformedPieceListException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Optional<UploadSource> complete(ContentHash sha256) {
            return sha256.equals(name)
                    ? Optional.of(new InMemory(content, availableBytes))
                    : Optional.empty();
        }

        @Override
        public Optional<UploadSource> underWay(ContentHash sha256) {
            return Optional.empty();
        }

        @Override
        public Have.Holding holding(ContentHash sha256) {
            return sha256.equals(name) ? Have.Holding.COMPLETE : Have.Holding.NO;
        }

        @Override
        public Future<Optional<PieceHashes>> pieces(ContentHash sha256) {
            return Future.succeededFuture(
                    sha256.equals(name) ? Optional.of(list) : Optional.empty());
        }
    }

    private static final class InMemory implements UploadSource {
        private final byte[] content;
        private final int availableBytes;

        InMemory(byte[] content, int availableBytes) {
            this.content = content;
            this.availableBytes = availableBytes;
        }

        @Override
        public long sizeBytes() {
            return content.length;
        }

        @Override
        public long availableBytes() {
            return availableBytes;
        }

        @Override
        public Buffer read(long offset, int length) {
            return Buffer.buffer(Arrays.copyOfRange(content, (int) offset, (int) offset + length));
        }

        @Override
        public void close() {}
    }

    /** Starts a server; its askers are no neighbours, so that its rate is limited. */
    Endpoint serve(OneFile file, long bytesPerSecond) {
        try {
            UploadLimits limits = new UploadLimits(bytesPerSecond, Long.MAX_VALUE, SLOTS);
            PeerServer.Policy policy = new PeerServer.Policy(
                    limits,
                    MonthlyCap.unused(limits.bytesPerMonth(), InstantSource.system()),
                    ClientRules.parse(List.of("192.0.2.0/24")),
                    1);
            PeerServer server = new PeerServer(vertx, file, policy, timers, new Traffic());
            return Endpoint.ofV4(LOOPBACK, await(server.listen(0, "127.0.0.1")));
        } catch (MalformedCidrException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server that takes connections and says nothing. */
    Endpoint serveSilence() {
        int port = await(vertx.createNetServer()
                .connectHandler(socket -> socket.handler(request -> {}))
                .listen(0, "127.0.0.1")
                .map(server -> server.actualPort()));
        return Endpoint.ofV4(LOOPBACK, port);
    }

    <T> T await(Future<T> future) {
        try {
            return future.await(MAX_WAIT_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("no end in sight", e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
