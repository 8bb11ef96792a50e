package dev.potluck.it;

import dev.potluck.api.ContentHash;
import dev.potluck.app.sharing.VertxTimers;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hash.Pieces;
import dev.potluck.lan.LanDiscovery;
import dev.potluck.lan.OwnNetwork;
import dev.potluck.net.ClientRules;
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
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A peer server that makes itself known by multicast DNS on loopback, says that it has all files of
 * a folder, shows their true piece hashes, and then does not give what it should.
 */
final class RogueNeighbour implements AutoCloseable {
    private static final long LIMIT_S = 60;
    /** Further than anybody else, so that it is followed. */
    private static final int MANY_PIECES = 1_000;

    /** Every piece has several such places. */
    private static final int WRONG_EVERY_BYTES = 10_000;

    /** What it does instead. */
    enum Vice {
        /** Sends wrong bytes. */
        LIES,
        /** Sends the head of an answer, and no body. */
        STALLS,
        /** Says that it is fetching the file, and lets others follow to wrong bytes. */
        LIES_FETCHING,
        /** Says that it is fetching the file, and none of it ever comes. */
        STALLS_FETCHING,
        /** Has gone, and nobody noticed. */
        IS_DEAD;

        boolean isLiar() {
            return this == LIES || this == LIES_FETCHING;
        }

        private boolean isFetching() {
            return this == LIES_FETCHING || this == STALLS_FETCHING;
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final LanDiscovery discovery;
    private final int port;

    private RogueNeighbour(Path folder, Vice vice, String nodeId) throws IOException {
        port = vice == Vice.IS_DEAD ? Machine.freePort() : listen(new Loot(folder, vice));
        discovery = new LanDiscovery(
                new LanDiscovery.Self(nodeId, port), () -> OwnNetwork.of("127.0.0.1"), peer -> {});
        discovery.refresh();
    }

    static RogueNeighbour of(Path folder, Vice vice) throws IOException {
        return new RogueNeighbour(folder, vice, "%040x".formatted(vice.name().hashCode()));
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    private int listen(Loot loot) {
        Promise<Integer> listening = Promise.promise();
        vertx.runOnContext(now -> {
            PeerServer.Policy policy = new PeerServer.Policy(
                    UploadLimits.DEFAULT,
                    MonthlyCap.unused(Long.MAX_VALUE, InstantSource.system()),
                    ClientRules.LOCAL,
                    1);
            new PeerServer(vertx, loot, policy, new VertxTimers(vertx), new Traffic())
                    .listen(0, "127.0.0.1")
                    .onComplete(listening);
        });
        return await(listening.future());
    }

    /** All files of a folder, and what is sent for them. */
    private static final class Loot implements PublicObjects {
        private final Map<ContentHash, byte[]> files = new HashMap<>();
        private final Vice vice;

        Loot(Path folder, Vice vice) throws IOException {
            this.vice = vice;
            for (Path file : Folders.files(folder)) {
                byte[] bytes = Files.readAllBytes(file);
                files.put(ContentHasher.sha256(bytes), bytes);
            }
        }

        @Override
        public Optional<UploadSource> complete(ContentHash sha256) {
            return vice.isFetching() ? Optional.empty() : body(sha256);
        }

        private Optional<UploadSource> body(ContentHash sha256) {
            return Optional.ofNullable(files.get(sha256))
                    .map(bytes -> new Body(vice.isLiar() ? wrong(bytes) : bytes, vice));
        }

        private static byte[] wrong(byte[] bytes) {
            byte[] wrong = bytes.clone();
            for (int at = 0; at < wrong.length; at += WRONG_EVERY_BYTES) {
                wrong[at] ^= 1;
            }
            return wrong;
        }

        @Override
        public Optional<UploadSource> underWay(ContentHash sha256) {
            return vice.isFetching() ? body(sha256) : Optional.empty();
        }

        @Override
        public Have.Holding holding(ContentHash sha256) {
            if (!files.containsKey(sha256)) {
                return Have.Holding.NO;
            }
            return vice.isFetching()
                    ? new Have.Holding(Have.State.FETCHING, MANY_PIECES)
                    : Have.Holding.COMPLETE;
        }

        @Override
        public Future<Optional<PieceHashes>> pieces(ContentHash sha256) {
            return Future.succeededFuture(Optional.ofNullable(files.get(sha256)).map(Loot::listOf));
        }

        private static PieceHashes listOf(byte[] bytes) {
            ByteArrayOutputStream list = new ByteArrayOutputStream();
            for (int piece = 0; piece < Pieces.count(bytes.length); piece++) {
                int from = (int) Pieces.startOf(piece);
                int to = (int) Pieces.endOf(piece, bytes.length);
                byte[] digest = ContentHasher.sha256(Arrays.copyOfRange(bytes, from, to))
                        .digest();
                list.write(digest, 0, PieceHashes.HASH_BYTES);
            }
            try {
                return PieceHashes.of(list.toByteArray(), bytes.length);
            } catch (MalformedPieceListException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** One answer's bytes. */
    private static final class Body implements UploadSource {
        private final byte[] bytes;
        private final Vice vice;

        Body(byte[] bytes, Vice vice) {
            this.bytes = bytes;
            this.vice = vice;
        }

        @Override
        public long sizeBytes() {
            return bytes.length;
        }

        @Override
        public long availableBytes() {
            return vice.isLiar() ? bytes.length : 0;
        }

        @Override
        public Buffer read(long offset, int length) {
            return Buffer.buffer(Arrays.copyOfRange(bytes, (int) offset, (int) offset + length));
        }

        @Override
        public void close() {}
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(LIMIT_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no end within " + LIMIT_S + " s", e);
        }
    }

    @Override
    public void close() {
        discovery.close();
        await(vertx.close());
    }
}
