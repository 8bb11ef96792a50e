package dev.potluck.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potluck.api.ContentHash;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hash.Pieces;
import dev.potluck.swarm.Have;
import dev.potluck.swarm.MalformedPieceListException;
import dev.potluck.swarm.PieceHashes;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Public files in memory. */
public final class ObjectsTwin implements PublicObjects {
    private final Map<ContentHash, byte[]> files = new HashMap<>();
    private final Map<ContentHash, Growing> growing = new HashMap<>();
    private final AtomicInteger open = new AtomicInteger();

    /** Waits until every source that was handed out is closed again. */
    void awaitClosed() {
        await().untilAsserted(() -> assertThat(open).hasValue(0));
    }

    public ContentHash add(byte[] content) {
        ContentHash sha256 = ContentHasher.sha256(content);
        files.put(sha256, content);
        return sha256;
    }

    public Growing grow(byte[] content) {
        Growing file = new Growing(content);
        growing.put(ContentHasher.sha256(content), file);
        return file;
    }

    @Override
    public Optional<UploadSource> complete(ContentHash sha256) {
        byte[] content = files.get(sha256);
        if (content == null) {
            return Optional.empty();
        }
        Growing whole = new Growing(content);
        whole.available = content.length;
        open.incrementAndGet();
        return Optional.of(whole);
    }

    @Override
    public Optional<UploadSource> underWay(ContentHash sha256) {
        Growing file = growing.get(sha256);
        open.addAndGet(file == null ? 0 : 1);
        return Optional.ofNullable(file);
    }

    @Override
    public Have.Holding holding(ContentHash sha256) {
        if (files.containsKey(sha256)) {
            return Have.Holding.COMPLETE;
        }
        return growing.containsKey(sha256)
                ? new Have.Holding(Have.State.FETCHING, 700)
                : Have.Holding.NO;
    }

    @Override
    public Future<Optional<PieceHashes>> pieces(ContentHash sha256) {
        return Future.succeededFuture(
                Optional.ofNullable(files.get(sha256)).map(ObjectsTwin::list));
    }

    static PieceHashes list(byte[] content) {
        byte[] list = new byte[(int) Pieces.count(content.length) * PieceHashes.HASH_BYTES];
        for (int piece = 0; piece < Pieces.count(content.length); piece++) {
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
            throw new AssertionError(e);
        }
    }

    /** A file that is there as far as a test says. */
    public final class Growing implements UploadSource {
        private final byte[] content;
        private Runnable onProgress = () -> {};
        private Optional<Throwable> failure = Optional.empty();
        private long available;

        Growing(byte[] content) {
            this.content = content;
        }

        public void growTo(long bytes) {
            available = bytes;
            onProgress.run();
        }

        public void fail() {
            failure = Optional.of(new IllegalStateException("the mirror is gone"));
            onProgress.run();
        }

        @Override
        public long sizeBytes() {
            return content.length;
        }

        @Override
        public long availableBytes() {
            return available;
        }

        @Override
        public Optional<Throwable> failure() {
            return failure;
        }

        @Override
        public void onProgress(Runnable callback) {
            onProgress = callback;
        }

        @Override
        public Buffer read(long offset, int length) {
            return Buffer.buffer(Arrays.copyOfRange(content, (int) offset, (int) offset + length));
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }
}
