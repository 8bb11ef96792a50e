package dev.potluck.proxy;

import dev.potluck.cache.BlobCache;
import dev.potluck.fetch.ArchiveDirectory;
import dev.potluck.fetch.Fetcher;
import dev.potluck.fetch.ListedArchives;
import dev.potluck.fetch.MirrorLists;
import dev.potluck.fetch.Passthrough;
import dev.potluck.fetch.RootSettings;
import dev.potluck.fetch.Services;
import dev.potluck.fetch.Worker;
import dev.potluck.hashdb.HashDb;
import dev.potluck.index.Archive;
import dev.potluck.index.IndexCatalog;
import dev.potluck.index.LineFormat;
import dev.potluck.index.MirrorListStore;
import dev.potluck.index.Resources;
import dev.potluck.mirror.Mirror;
import dev.potluck.mirror.MirrorClient;
import dev.potluck.mirror.MirrorGroup;
import dev.potluck.mirror.MirrorSettings;
import dev.potluck.net.AddressRules;
import dev.potluck.net.ClientRules;
import dev.potluck.net.Reach;
import dev.potluck.net.Traffic;
import dev.potluck.store.BlobStore;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A proxy with all that is below it, and one mirror on this machine. */
@SuppressWarnings("try") // a test may well be interrupted while it closes
final class ProxyFixture implements AutoCloseable {
    static final String VIA = "potluck-test";

    final ProxyContext node = new ProxyContext();
    /** Request targets that the mirror got, as they came. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    final Map<String, String> files = new ConcurrentHashMap<>();
    /** Headers of all of the mirror's answers. */
    final Map<String, String> mirrorHeaders = new ConcurrentHashMap<>();

    /** Which answers the mirror keeps back. */
    volatile Predicate<String> holds = path -> false;

    private final List<Runnable> held = new CopyOnWriteArrayList<>();

    /** From where the clients of further connections ask. */
    volatile Reach reach = Reach.MACHINE;

    final Traffic traffic = new Traffic();
    final Fetcher fetcher;
    final int mirrorPort;
    final int port;
    private final HashDb db;

    ProxyFixture(Path home, ClientRules clients) throws Exception {
        mirrorPort = node.await(() -> node.vertx
                .createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .map(HttpServer::actualPort));
        db = HashDb.open(home.resolve("hashdb"), 16 << 20);
        MirrorClient mirrors = node.await(() -> Future.succeededFuture(new MirrorClient(
                node.vertx,
                MirrorSettings.defaults(VIA),
                AddressRules.PUBLIC_ONLY,
                System::nanoTime)));
        Services services = services(home, mirrors);
        fetcher = node.await(() -> Future.succeededFuture(new Fetcher(
                node.vertx,
                services,
                new RootSettings(20_000, 1),
                (place, content, signature) -> "not signed")));
        ListedArchives listed = new ListedArchives(new MirrorListStore(db), System::nanoTime);
        port = node.await(() -> new ProxyServer(
                        node.vertx,
                        VIA,
                        new ProxyServer.Access(clients, address -> reach, host -> true, 5_000),
                        new ProxyServer.Backends(
                                new ArchiveDirectory(
                                        List.of(configured()), listed, System::nanoTime),
                                fetcher,
                                new MirrorLists(
                                        node.vertx,
                                        services,
                                        fetcher,
                                        listed,
                                        AddressRules.PUBLIC_ONLY),
                                new Passthrough(services),
                                mirrors,
                                request -> request.response().end("own page")),
                        traffic)
                .listen(0, "127.0.0.1"));
    }

    private Services services(Path home, MirrorClient mirrors) throws IOException {
        BlobStore store = BlobStore.open(home);
        return new Services(
                store,
                new BlobCache(store, db, 1 << 20, System::currentTimeMillis),
                new IndexCatalog(db, List.of(new LineFormat()), 30, System::currentTimeMillis),
                new Resources(db),
                mirrors,
                worker("disk", 4),
                worker("parser", 1),
                traffic,
                0);
    }

    private Worker worker(String name, int threads) {
        WorkerExecutor executor = node.vertx.createSharedWorkerExecutor(name, threads);
        return new Worker() {
            @Override
            public <T> Future<T> run(Callable<T> blocking) {
                return executor.executeBlocking(blocking, false);
            }
        };
    }

    private ArchiveDirectory.Entry configured() {
        Mirror mirror = new Mirror("http", "127.0.0.1", mirrorPort, "/ours/");
        return new ArchiveDirectory.Entry(
                new Archive("ours", true), new MirrorGroup(List.of(mirror), System::nanoTime));
    }

    private void answer(HttpServerRequest request) {
        asked.add(request.uri());
        mirrorHeaders.forEach(request.response()::putHeader);
        Optional<String> content = Optional.ofNullable(files.get(request.uri()));
        if (holds.test(request.uri())) {
            held.add(() -> answer(request, content));
        } else {
            answer(request, content);
        }
    }

    /** The mirror answers what it held back; the last first. */
    void letGo() throws Exception {
        holds = path -> false;
        node.await(() -> {
            for (int i = held.size() - 1; i >= 0; i--) {
                held.get(i).run();
            }
            return Future.succeededFuture();
        });
    }

    private static void answer(HttpServerRequest request, Optional<String> content) {
        request.response()
                .setStatusCode(content.isPresent() ? 200 : 404)
                .end(content.orElse("not there"));
    }

    /** The mirror lists a file by an index, all three below the folder. */
    void list(String folder, String name, String content) {
        list(folder, Map.of(name, content));
    }

    /** The same for several files, name -> content. */
    void list(String folder, Map<String, String> contents) {
        StringBuilder index = new StringBuilder();
        contents.forEach((name, content) -> {
            index.append(LineFormat.line(name, content.getBytes(StandardCharsets.UTF_8)));
            files.put(folder + name, content);
        });
        byte[] listing = index.toString().getBytes(StandardCharsets.UTF_8);
        files.put(folder + "LIST", LineFormat.line("x.idx", listing));
        files.put(folder + "x.idx", index.toString());
    }

    /** The URL of what the mirror has at that path. */
    String url(String path) {
        return "http://127.0.0.1:" + mirrorPort + path;
    }

    RawHttp.Reply get(String path, String... headers) throws IOException {
        return RawHttp.get(port, url(path), headers);
    }

    /** Gets a listed file until it comes from the cache. */
    RawHttp.Reply getCached(String folder, String name) throws IOException {
        get(folder + "LIST");
        get(folder + "x.idx");
        RawHttp.Reply reply = get(folder + name);
        while (!reply.header("Cache-Status").equals("potluck; hit")) {
            reply = get(folder + name);
            if (reply.status() != 200) {
                throw new AssertionError(reply);
            }
        }
        return reply;
    }

    @Override
    public void close() {
        node.close();
        db.close();
    }
}
