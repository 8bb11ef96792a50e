package dev.potluck.app.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ContentHash;
import dev.potluck.app.admin.NodeStatus.PeersStatus;
import dev.potluck.app.settings.HostPort;
import dev.potluck.app.settings.Settings;
import dev.potluck.dht.krpc.PieceHint;
import dev.potluck.fetch.Fetcher;
import dev.potluck.fetch.RootSettings;
import dev.potluck.fetch.Services;
import dev.potluck.fetch.Swarming;
import dev.potluck.fetch.Worker;
import dev.potluck.hash.Pieces;
import dev.potluck.index.LineFormat;
import dev.potluck.index.Resources;
import dev.potluck.mirror.MirrorClient;
import dev.potluck.mirror.MirrorSettings;
import dev.potluck.net.AddressRules;
import dev.potluck.net.ClientRules;
import dev.potluck.net.Traffic;
import dev.potluck.peer.MonthlyCap;
import dev.potluck.swarm.Have;
import dev.potluck.swarm.Peer;
import dev.potluck.swarm.PeerPaths;
import dev.potluck.swarm.PeerSearch;
import dev.potluck.swarm.PieceLists;
import dev.potluck.swarm.SwarmFile;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A node's dealings with peers, on real sockets of loopback. */
final class PeerExchangeTest {
    private static final String LOOPBACK = "127.0.0.1";
    private static final long CAP_BYTES = 1_000_000;

    @TempDir
    private Path home;

    private final Loop loop = new Loop();
    private CacheFixture fixture;
    private UploadRecord record;
    private PieceLists lists;
    private int port;
    private volatile Instant now = Instant.parse("2026-11-23T12:00:00Z");

    @BeforeEach
    void open() throws Exception {
        fixture = new CacheFixture(home);
        record = new UploadRecord(home);
        lists = new PieceLists(fixture.db, fixture.store);
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void close() {
        loop.close();
        fixture.close();
    }

    private Settings.Sharing place() {
        return new Settings.Sharing(
                new HostPort(LOOPBACK, port), false, List.of(), Settings.Rendezvous.NONE, false);
    }

    private Worker worker() {
        return new Worker() {
            @Override
            public <T> Future<T> run(Callable<T> blocking) {
                return loop.vertx.executeBlocking(blocking, false);
            }
        };
    }

    private PeerExchange exchange(boolean isEnabled) throws Exception {
        Settings.Peers peers =
                new Settings.Peers(isEnabled, ClientRules.LOOPBACK, 1_000_000, CAP_BYTES, 4);
        PeerExchange.Means means =
                new PeerExchange.Means(new Traffic(), () -> now, lists, worker(), record);
        return loop.call(() -> new PeerExchange(loop.vertx, place(), peers, means));
    }

    private Sharing sharing() throws Exception {
        return loop.call(() -> new Sharing(
                loop.vertx,
                new Sharing.Identity("1".repeat(40), Optional.empty(), state -> {}),
                place(),
                new Sharing.Offer(fixture.objects, OfferedLists.NONE, () -> true),
                new Sharing.Workers(worker(), worker())));
    }

    private Fetcher fetcher() throws Exception {
        return loop.call(() -> {
            MirrorClient mirrors = new MirrorClient(
                    loop.vertx,
                    MirrorSettings.defaults("test"),
                    AddressRules.PUBLIC_ONLY,
                    System::nanoTime);
            Services services = new Services(
                    fixture.store,
                    fixture.cache,
                    fixture.catalog,
                    new Resources(fixture.db),
                    mirrors,
                    worker(),
                    worker(),
                    new Traffic(),
                    0);
            return new Fetcher(
                    loop.vertx, services, new RootSettings(1, 1), (at, root, signature) -> "");
        });
    }

    private void serve(PeerExchange exchange) throws Exception {
        Fetcher fetcher = fetcher();
        Sharing sharing = sharing();
        loop.call(() -> {
            exchange.serve(fixture.cache, fetcher, sharing);
            return true;
        });
    }

    private PeersStatus status(PeerExchange exchange) throws Exception {
        Sharing sharing = sharing();
        return loop.call(() -> exchange.status(sharing));
    }

    private int ask(byte[] content) throws Exception {
        ContentHash sha256 = LineFormat.hash(content);
        return loop.await(() -> loop.vertx
                .createHttpClient()
                .request(HttpMethod.GET, port, LOOPBACK, PeerPaths.ofFile(sha256))
                .compose(request -> request.send().map(HttpClientResponse::statusCode)));
    }

    @Test
    void serve_publicAndOtherFiles_givesThePublicOnes() throws Exception {
        fixture.adopt(CacheFixture.PUBLIC, CacheFixture.content(1));
        fixture.adopt(CacheFixture.PRIVATE, CacheFixture.content(2));
        fixture.objects.refresh();
        fixture.store(CacheFixture.content(1));
        fixture.store(CacheFixture.content(2));
        PeerExchange exchange = exchange(true);
        assertThat(exchange.isServed()).isFalse();
        serve(exchange);
        loop.until(exchange::isServed);
        assertThat(ask(CacheFixture.content(1))).isEqualTo(200);
        assertThat(ask(CacheFixture.content(2))).isEqualTo(404);
        assertThat(ask(CacheFixture.content(3))).isEqualTo(404);
        assertThat(status(exchange))
                .isEqualTo(new PeersStatus(true, true, 0, 0, CAP_BYTES, 0, List.of()));
        loop.await(() -> exchange.stop(0));
        assertThat(exchange.isServed()).isFalse();
        assertThat(record.read()).contains(new MonthlyCap.Used(YearMonth.of(2026, 11), 0));
    }

    @Test
    void stop_nothingUploadedSinceTheRecordWasWritten_leavesItAlone() throws Exception {
        PeerExchange exchange = exchange(true);
        serve(exchange);
        loop.until(exchange::isServed);
        loop.await(() -> exchange.stop(0));
        Files.delete(home.resolve("uploaded"));
        loop.await(() -> exchange.stop(0));
        assertThat(record.read()).isEmpty();
        now = now.plus(31, ChronoUnit.DAYS);
        loop.await(() -> exchange.stop(0));
        assertThat(record.read()).contains(new MonthlyCap.Used(YearMonth.of(2026, 12), 0));
    }

    @Test
    void serve_peersOff_nothingIsServedOrAsked() throws Exception {
        PeerExchange exchange = exchange(false);
        serve(exchange);
        Sharing sharing = sharing();
        assertThat(loop.call(() -> exchange.swarming(sharing, archive -> true))).isEmpty();
        assertThat(status(exchange).served()).isFalse();
        assertThat(status(exchange).enabled()).isFalse();
        loop.await(() -> exchange.stop(0));
        assertThat(record.read()).isEmpty();
    }

    @Test
    void status_uploadedBeforeThisMonth_countsOn() throws Exception {
        record.write(new MonthlyCap.Used(YearMonth.of(2026, 11), 777));
        assertThat(status(exchange(true)).uploadedThisMonthBytes()).isEqualTo(777);
        record.write(new MonthlyCap.Used(YearMonth.of(2026, 10), 777));
        assertThat(status(exchange(true)).uploadedThisMonthBytes()).isZero();
    }

    @Test
    void status_recordCannotBeRead_countsFromNow() throws Exception {
        Files.createDirectory(home.resolve("uploaded"));
        assertThat(status(exchange(true)).uploadedThisMonthBytes()).isZero();
    }

    @Test
    void hints_listComputedOrNot_areThoseOfTheList() throws Exception {
        byte[] content = new byte[Pieces.PIECE_BYTES + 1];
        ContentHash sha256 = fixture.store(content).sha256();
        PeerExchange exchange = exchange(true);
        assertThat(exchange.lists().hint(sha256, content.length)).isEqualTo(PieceHint.NONE);
        PieceHint hint = lists.compute(sha256, content.length).hint();
        assertThat(hint).isNotEqualTo(PieceHint.NONE);
        assertThat(exchange.lists().hint(sha256, content.length)).isEqualTo(hint);
    }

    @Test
    void swarming_noNeighboursAndNoDht_findsNobodyAtOnce() throws Exception {
        Sharing sharing = sharing();
        PeerExchange exchange = exchange(true);
        Swarming swarming =
                loop.call(() -> exchange.swarming(sharing, "public"::equals)).orElseThrow();
        assertThat(swarming.isPublic().test("public")).isTrue();
        assertThat(swarming.isPublic().test("private")).isFalse();
        assertThat(swarming.search().isNear()).isFalse();
        List<String> heard = new ArrayList<>();
        SwarmFile file = new SwarmFile(LineFormat.hash(new byte[1]), 1, "public");
        loop.call(() -> swarming.search().find(file, new PeerSearch.Found() {
            @Override
            public void peer(Peer peer) {
                heard.add("peer");
            }

            @Override
            public void fetching(Peer neighbour, boolean isHearsay) {
                heard.add("fetching");
            }

            @Override
            public Have.Holding own() {
                return Have.Holding.NO;
            }

            @Override
            public void ended() {
                heard.add("ended");
            }
        }));
        assertThat(heard).containsExactly("ended");
    }
}
