package dev.potluck.fetch;

import dev.potluck.api.ArchivePath;
import dev.potluck.cache.BlobCache;
import dev.potluck.cache.OpenBlob;
import dev.potluck.hashdb.HashDb;
import dev.potluck.index.Archive;
import dev.potluck.index.ClientView;
import dev.potluck.index.IndexCatalog;
import dev.potluck.index.LineFormat;
import dev.potluck.index.Resources;
import dev.potluck.mirror.MirrorClient;
import dev.potluck.mirror.MirrorGroup;
import dev.potluck.mirror.MirrorSettings;
import dev.potluck.net.AddressRules;
import dev.potluck.net.Traffic;
import dev.potluck.peer.LoopTimers;
import dev.potluck.store.BlobStore;
import dev.potluck.swarm.PeerClient;
import dev.potluck.swarm.PeerSearch;
import dev.potluck.swarm.SwarmTools;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A fetcher with all that is below it, and two mirrors. */
@SuppressWarnings("try") // a test may well be interrupted while it closes
final class FetchFixture implements AutoCloseable {
    static final long ADOPTION_PATIENCE_MS = 30_000;
    static final long FRESH_MS = 1;
    private static final int MAX_WAIT_SECONDS = 60;

    final Vertx vertx = Vertx.vertx();
    final Context context = vertx.getOrCreateContext();
    final MirrorTwin first;
    final MirrorTwin second;
    final BlobStore store;
    final BlobCache cache;
    final Traffic traffic = new Traffic();
    final ClientView client = ClientView.ofAddress();
    private final HashDb db;
    private final MirrorClient mirrors;
    private final Services services;
    private final Archive archive = new Archive("a", true);
    private MirrorGroup group;
    /** Whether all that workers do fails. */
    volatile boolean diskFails;

    private long adoptionPatienceMs = ADOPTION_PATIENCE_MS;
    Fetcher fetcher;

    FetchFixture(Path home) throws Exception {
        first = await(() -> MirrorTwin.start(vertx));
        second = await(() -> MirrorTwin.start(vertx));
        group = new MirrorGroup(List.of(first.mirror()), System::nanoTime);
        store = BlobStore.open(home);
        db = HashDb.open(home.resolve("hashdb"), 16 << 20);
        cache = new BlobCache(store, db, 1 << 20, System::currentTimeMillis);
        IndexCatalog catalog =
                new IndexCatalog(db, List.of(new LineFormat()), 30, System::currentTimeMillis);
        mirrors = await(() -> Future.succeededFuture(new MirrorClient(
                vertx,
                MirrorSettings.defaults("test"),
                AddressRules.PUBLIC_ONLY,
                System::nanoTime)));
        services = new Services(
                store,
                cache,
                catalog,
                new Resources(db),
                mirrors,
                worker("disk", 4),
                worker("parser", 1),
                traffic,
                0);
        use(services);
    }

    private void use(Services used) {
        fetcher = new Fetcher(
                vertx,
                used,
                new RootSettings(adoptionPatienceMs, FRESH_MS),
                (place, content, signature) -> check(content));
    }

    private static String check(byte[] content) throws FetchException {
        if (new String(content, StandardCharsets.UTF_8).contains("evil")) {
            throw new FetchException(502, "the signature is not good");
        }
        return "not signed";
    }

    private Worker worker(String name, int threads) {
        WorkerExecutor executor = vertx.createSharedWorkerExecutor(name, threads);
        return new Worker() {
            @Override
            public <T> Future<T> run(Callable<T> blocking) {
                return executor.executeBlocking(
                        () -> {
                            if (diskFails) {
                                throw new IOException("no space left on device");
                            }
                            return blocking.call();
                        },
                        false);
            }
        };
    }

    /** Clients wait for the indexes of a new state so long from now on. */
    void useAdoptionPatience(long ms) {
        adoptionPatienceMs = ms;
        use(services);
    }

    /** The disk has no room for anything from now on. */
    void fillDisk() {
        use(new Services(
                store,
                cache,
                services.catalog(),
                services.resources(),
                mirrors,
                services.disk(),
                services.parser(),
                traffic,
                Long.MAX_VALUE / 2));
    }

    /** Peers are found and asked from now on. */
    SwarmTools usePeers(PeerSearch search) throws Exception {
        LoopTimers timers = new LoopTimers(vertx, 20);
        SwarmTools tools = SwarmTools.of(timers, traffic);
        PeerClient peers = await(() -> Future.succeededFuture(new PeerClient(vertx, timers)));
        use(services.with(new Swarming(tools, peers, search, archive -> true)));
        return tools;
    }

    /** Some files can be made again from now on. */
    void useRecreations(Recreations means) {
        use(services.with(new Recreating(worker("deltas", 4), means, 2)));
    }

    /** Both mirrors serve the archive from now on. */
    void useBothMirrors() {
        group = new MirrorGroup(List.of(first.mirror(), second.mirror()), System::nanoTime);
    }

    Upstream at(String path) {
        return new Upstream(archive, group, new ArchivePath(path));
    }

    /** Called on the context. */
    Future<Answer> ask(String path) {
        return fetcher.fetch(at(path), client);
    }

    Answer answer(String path) throws Exception {
        return await(() -> ask(path));
    }

    byte[] get(String path) throws Exception {
        return await(() -> ask(path).compose(FetchFixture::read));
    }

    /** A fetch under way ends when the file is in the cache; until then it is followed. */
    void settle(String path) throws Exception {
        while (await(() ->
                ask(path).compose(answer -> read(answer).map(answer instanceof Answer.Relayed)))) {
            passFreshTime();
        }
    }

    /** What a client gets; fails when it is cut off. */
    static Future<byte[]> read(Answer answer) {
        if (answer instanceof Answer.Stored stored) {
            try (OpenBlob blob = stored.blob()) {
                return Future.succeededFuture(bytes(blob, stored.object().sizeBytes()));
            } catch (IOException e) {
                return Future.failedFuture(e);
            }
        }
        if (answer instanceof Answer.Relayed relayed) {
            return follow(relayed.reader());
        }
        Promise<byte[]> whole = Promise.promise();
        Buffer content = Buffer.buffer();
        ((Answer.Passed) answer)
                .body()
                .handler(content::appendBuffer)
                .exceptionHandler(whole::tryFail)
                .endHandler(end -> whole.tryComplete(content.getBytes()))
                .resume();
        return whole.future();
    }

    private static byte[] bytes(OpenBlob blob, long sizeBytes) throws IOException {
        if (blob instanceof OpenBlob.InMemory memory) {
            byte[] content = new byte[(int) sizeBytes];
            memory.content().duplicate().get(content);
            return content;
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) sizeBytes);
        ((OpenBlob.OnDisk) blob).file().read(bytes, 0);
        return bytes.array();
    }

    static Future<byte[]> follow(RelayReader reader) {
        Promise<byte[]> whole = Promise.promise();
        Runnable look = () -> {
            if (reader.failure().isPresent()) {
                whole.tryFail(reader.failure().get());
            } else if (reader.hasEnded() && !whole.future().isComplete()) {
                whole.tryComplete(released(reader));
            }
        };
        reader.onProgress(look);
        look.run();
        return whole.future().onComplete(done -> reader.close());
    }

    /** All that a client may have by now. */
    static byte[] released(RelayReader reader) {
        try {
            ByteBuffer bytes = ByteBuffer.allocate((int) reader.releasedBytes());
            int read = reader.file().read(bytes, 0);
            return Arrays.copyOf(bytes.array(), Math.max(read, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The client of an answer leaves, and what was fetched for it alone ends. */
    void release(Answer answer) throws Exception {
        await(() -> {
            Answers.release(answer);
            return Future.succeededFuture();
        });
        Awaitility.await()
                .until(() ->
                        await(() -> Future.succeededFuture(fetcher.underWay())).isEmpty());
    }

    /** Completes when so much has been released. */
    Future<RelayReader> whenReleased(RelayReader reader, long bytes) {
        Promise<RelayReader> there = Promise.promise();
        Runnable look = () -> {
            if (reader.releasedBytes() >= bytes) {
                there.tryComplete(reader);
            }
        };
        reader.onProgress(look);
        look.run();
        return there.future();
    }

    /** Lets what the fetcher remembers for a moment grow old. */
    void passFreshTime() throws Exception {
        Promise<Boolean> passed = Promise.promise();
        vertx.setTimer(20 * FRESH_MS, timer -> passed.complete(true));
        await(passed::future);
    }

    <T> T await(Callable<Future<T>> code) throws Exception {
        Promise<T> promise = Promise.promise();
        context.runOnContext(start -> {
            try {
                code.call().onComplete(promise);
            } catch (Exception e) {
                promise.fail(e);
            }
        });
        return promise.future()
                .toCompletionStage()
                .toCompletableFuture()
                .get(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        await(() -> {
            mirrors.close();
            return Future.succeededFuture(true);
        });
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(MAX_WAIT_SECONDS, TimeUnit.SECONDS)
                .join();
        db.close();
    }
}
