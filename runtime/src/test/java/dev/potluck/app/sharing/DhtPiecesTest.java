package dev.potluck.app.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ContentHash;
import dev.potluck.app.settings.HostPort;
import dev.potluck.app.settings.Settings;
import dev.potluck.bencode.ByteString;
import dev.potluck.fetch.Worker;
import dev.potluck.index.LineFormat;
import dev.potluck.net.ClientRules;
import dev.potluck.swarm.Have;
import dev.potluck.swarm.MalformedPieceListException;
import dev.potluck.swarm.Peer;
import dev.potluck.swarm.PeerSearch;
import dev.potluck.swarm.PieceHashes;
import dev.potluck.swarm.SwarmFile;

import io.vertx.core.Future;
import io.vertx.core.Promise;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/** Piece hashes from one node's cache to another node's search, by the DHT on loopback. */
final class DhtPiecesTest {
    private static final int PIECE = 512 << 10;

    private final Loop loop = new Loop();
    private final Lists lists = new Lists();
    private CacheFixture fixture;
    private CacheFixture empty;
    private Sharing sharer;
    private Sharing seeker;

    @BeforeEach
    void open(@TempDir Path one, @TempDir Path other) throws Exception {
        fixture = new CacheFixture(one);
        empty = new CacheFixture(other);
        seeker = start("1", List.of(), empty.objects);
        int port = loop.call(seeker::status).place().port();
        sharer = start("2", List.of(new HostPort("127.0.0.1", port)), fixture.objects);
        loop.until(() -> sharer.status().nodes() > 0 && seeker.status().nodes() > 0);
    }

    @AfterEach
    void close() throws Exception {
        loop.await(sharer::stop);
        loop.await(seeker::stop);
        loop.close();
        fixture.close();
        empty.close();
    }

    @Test
    void find_twoPieces_hashesComeWithThePeers() throws Exception {
        byte[] content = share(2 * PIECE);
        assertThat(find(content)).isEqualTo(list(content.length));
    }

    @Test
    void find_fivePieces_hashesComeAsAnItem() throws Exception {
        PieceHashes list = list(5 * PIECE);
        Promise<Integer> put = Promise.promise();
        loop.call(() -> sharer.dht()
                .orElseThrow()
                .putItem(ByteString.of(list.toBytes()), put::tryComplete));
        loop.await(put::future);
        byte[] content = share(5 * PIECE);
        assertThat(find(content)).isEqualTo(list);
    }

    private Sharing start(String digit, List<HostPort> seeds, PublicObjects objects)
            throws Exception {
        Worker worker = new Worker() {
            @Override
            public <T> Future<T> run(Callable<T> blocking) {
                return loop.vertx.executeBlocking(blocking, false);
            }
        };
        Sharing sharing = loop.call(() -> new Sharing(
                loop.vertx,
                new Sharing.Identity(digit.repeat(40), Optional.empty(), state -> {}),
                new Settings.Sharing(
                        new HostPort("127.0.0.1", 0), true, seeds, Settings.Rendezvous.NONE, false),
                new Sharing.Offer(objects, lists, () -> true),
                new Sharing.Workers(worker, worker)));
        loop.await(sharing::start);
        return sharing;
    }

    private byte[] share(int sizeBytes) throws Exception {
        byte[] content = new byte[sizeBytes];
        fixture.adopt(CacheFixture.PUBLIC, content);
        fixture.objects.refresh();
        fixture.store(content);
        loop.until(() -> seeker.status().work().records() > 1);
        return content;
    }

    private PieceHashes find(byte[] content) throws Exception {
        SwarmFile file = new SwarmFile(LineFormat.hash(content), content.length, "theirs");
        DhtSearch search = new DhtSearch(DhtSearch.Source.of(seeker), ClientRules.LOOPBACK);
        Promise<PieceHashes> found = Promise.promise();
        return loop.await(() -> {
            search.find(file, new Found(found));
            return found.future();
        });
    }

    private static PieceHashes list(long sizeBytes) throws MalformedPieceListException {
        int pieces = (int) (sizeBytes / PIECE);
        return PieceHashes.of(new byte[pieces * PieceHashes.HASH_BYTES], sizeBytes);
    }

    private record Found(Promise<PieceHashes> list) implements PeerSearch.Found {
        @Override
        public void peer(Peer peer) {}

        @Override
        public void pieces(PieceHashes pieces) {
            list.tryComplete(pieces);
        }

        @Override
        public void fetching(Peer neighbour, boolean isHearsay) {}

        @Override
        public Have.Holding own() {
            return Have.Holding.NO;
        }

        @Override
        public void ended() {}
    }

    /** Computes lists of zeros, as if pieces of such hashes were in the cache. */
    private static final class Lists implements OfferedLists {
        private final Map<ContentHash, PieceHashes> known = new ConcurrentHashMap<>();

        @Override
        public Optional<PieceHashes> find(ContentHash sha256, long sizeBytes) {
            return Optional.ofNullable(known.get(sha256));
        }

        @Override
        public Future<PieceHashes> compute(ContentHash sha256, long sizeBytes) {
            try {
                PieceHashes list = list(sizeBytes);
                known.put(sha256, list);
                return Future.succeededFuture(list);
            } catch (MalformedPieceListException e) {
                return Future.failedFuture(e);
            }
        }
    }
}
