package dev.potluck.peer;

import dev.potluck.api.ContentHash;
import dev.potluck.cache.BlobCache;
import dev.potluck.cache.OpenBlob;
import dev.potluck.cache.StoredObject;
import dev.potluck.fetch.Fetcher;
import dev.potluck.fetch.RelayReader;
import dev.potluck.fetch.SharedFetch;
import dev.potluck.fetch.Worker;
import dev.potluck.swarm.Have;
import dev.potluck.swarm.PieceHashes;
import dev.potluck.swarm.PieceLists;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.function.Predicate;

/** The public files of this node: in the cache, and being fetched. */
public final class NodeObjects implements PublicObjects {
    private static final Logger log = LoggerFactory.getLogger(NodeObjects.class);

    /** Lists being computed because peers asked; who asks for more gets none. */
    private static final int MAX_COMPUTING = 8;

    private final BlobCache cache;
    private final Fetcher fetcher;
    private final PieceLists lists;
    private final Worker worker;
    private final Predicate<ContentHash> isPublic;
    private int computing;

    /** @param isPublic whether a file of the cache may be given to others */
    public NodeObjects(
            BlobCache cache,
            Fetcher fetcher,
            PieceLists lists,
            Worker worker,
            Predicate<ContentHash> isPublic) {
        this.isPublic = isPublic;
        this.cache = cache;
        this.fetcher = fetcher;
        this.lists = lists;
        this.worker = worker;
    }

    private Optional<StoredObject> find(ContentHash sha256) {
        return isPublic.test(sha256) ? cache.find(sha256) : Optional.empty();
    }

    @Override
    public Optional<UploadSource> complete(ContentHash sha256) {
        return find(sha256).flatMap(object -> {
            try {
                return Optional.of(new Complete(cache.open(object), object.sizeBytes()));
            } catch (IOException e) {
                log.debug("{} cannot be opened: {}", sha256, e.getMessage());
                return Optional.empty();
            }
        });
    }

    @Override
    public Optional<UploadSource> underWay(ContentHash sha256) {
        return fetcher.shared(sha256)
                .filter(fetch -> fetch.holding().state().isLeading())
                .map(UnderWay::new);
    }

    @Override
    public Have.Holding holding(ContentHash sha256) {
        if (find(sha256).isPresent()) {
            return Have.Holding.COMPLETE;
        }
        return fetcher.shared(sha256).map(SharedFetch::holding).orElse(Have.Holding.NO);
    }

    @Override
    public Future<Optional<PieceHashes>> pieces(ContentHash sha256) {
        Optional<StoredObject> object = find(sha256);
        if (object.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        long sizeBytes = object.get().sizeBytes();
        Optional<PieceHashes> known = lists.find(sha256, sizeBytes);
        if (known.isPresent() || computing >= MAX_COMPUTING) {
            return Future.succeededFuture(known);
        }
        computing++;
        return worker.run(() -> Optional.of(lists.compute(sha256, sizeBytes)))
                .onComplete(done -> computing--);
    }

    private static Buffer read(FileChannel file, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, offset + bytes.position()) < 0) {
                throw new EOFException("the file was cut short behind our back");
            }
        }
        return Buffer.buffer(bytes.array());
    }

    /** A file in the cache. */
    private record Complete(OpenBlob blob, long sizeBytes) implements UploadSource {
        @Override
        public Buffer read(long offset, int length) throws IOException {
            if (blob instanceof OpenBlob.InMemory memory) {
                byte[] bytes = new byte[length];
                memory.content().duplicate().position((int) offset).get(bytes);
                return Buffer.buffer(bytes);
            }
            return NodeObjects.read(((OpenBlob.OnDisk) blob).file(), offset, length);
        }

        @Override
        public @Nullable FileChannel completeFile() {
            return blob instanceof OpenBlob.OnDisk disk ? disk.file() : null;
        }

        @Override
        public void close() {
            blob.close();
        }
    }

    /** A file that is being fetched. */
    private static final class UnderWay implements UploadSource {
        private final RelayReader reader;
        private final long sizeBytes;

        UnderWay(SharedFetch fetch) {
            this.reader = fetch.open();
            this.sizeBytes = fetch.sizeBytes();
        }

        @Override
        public long sizeBytes() {
            return sizeBytes;
        }

        @Override
        public long availableBytes() {
            return reader.releasedBytes();
        }

        @Override
        public Optional<Throwable> failure() {
            return reader.failure();
        }

        @Override
        public void onProgress(Runnable callback) {
            reader.onProgress(callback);
        }

        @Override
        public Buffer read(long offset, int length) throws IOException {
            return NodeObjects.read(reader.file(), offset, length);
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
