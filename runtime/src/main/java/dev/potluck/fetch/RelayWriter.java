package dev.potluck.fetch;

import dev.potluck.hash.ContentHasher;
import dev.potluck.hash.FileHashes;
import dev.potluck.store.PartialBlob;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Hashes and writes what comes, on a worker, while the next bytes arrive: a slow disk slows this
 * fetch alone. Bytes that come meanwhile are taken in one go after.
 */
final class RelayWriter {
    /** More than this waits to be written: the source pauses. */
    private static final int HIGH_WATER_BYTES = 2 << 20;

    private static final int LOW_WATER_BYTES = 512 << 10;

    private final Relay relay;
    private final PartialBlob blob;
    private final Worker worker;
    private final Promise<FileHashes> written = Promise.promise();
    private Expectation expectation;
    private ContentHasher hasher;
    private List<Buffer> waiting = new ArrayList<>();
    private int waitingBytes;
    private boolean busy;
    private boolean ended;
    private boolean clearFirst;
    private Runnable onDrain = () -> {};

    /** @param hasher has taken the bytes that the blob has already */
    RelayWriter(
            Relay relay,
            PartialBlob blob,
            ContentHasher hasher,
            Expectation expectation,
            Worker worker) {
        this.relay = relay;
        this.blob = blob;
        this.hasher = hasher;
        this.expectation = expectation;
        this.worker = worker;
    }

    /** The hashes of the whole, when {@link #end} was called and all is written. */
    Future<FileHashes> written() {
        return written.future();
    }

    Expectation expectation() {
        return expectation;
    }

    long writtenBytes() {
        return blob.lengthBytes();
    }

    /** Whether all bytes that are expected are there. */
    boolean isComplete() {
        return expectation.hasSize() && blob.lengthBytes() == expectation.sizeBytes();
    }

    /** The source said how long the file is. */
    void announced(long sizeBytes) {
        expectation = expectation.announced(sizeBytes);
    }

    /** Takes the next bytes; false if the source should pause until {@link #onDrain}. */
    boolean write(Buffer bytes) {
        waiting.add(bytes);
        waitingBytes += bytes.length();
        pump();
        return waitingBytes < HIGH_WATER_BYTES;
    }

    void onDrain(Runnable resume) {
        onDrain = resume;
    }

    /** No more bytes come. */
    void end() {
        ended = true;
        pump();
    }

    /** Forgets all bytes: the source starts over. Only while nothing was released. */
    void restart() {
        waiting = new ArrayList<>();
        waitingBytes = 0;
        clearFirst = true;
    }

    private void pump() {
        if (busy || written.future().isComplete()) {
            return;
        }
        if (waiting.isEmpty()) {
            if (ended) {
                busy = true; // for good: nothing comes after the end
                worker.run(hasher::finish).onComplete(written);
            }
            return;
        }
        List<Buffer> batch = waiting;
        int batchBytes = waitingBytes;
        waiting = new ArrayList<>();
        boolean clear = clearFirst;
        clearFirst = false;
        busy = true;
        worker.run(() -> append(clear, batch)).onComplete(done -> {
            busy = false;
            waitingBytes -= batchBytes;
            if (done.failed()) {
                written.tryFail(done.cause());
                return;
            }
            relay.release(expectation.releasable(blob.lengthBytes()));
            if (waitingBytes < LOW_WATER_BYTES) {
                onDrain.run();
            }
            pump();
        });
    }

    private boolean append(boolean clear, List<Buffer> batch) throws IOException {
        if (clear) {
            blob.clear();
            hasher = new ContentHasher(expectation.algorithm());
        }
        for (Buffer buffer : batch) {
            var bytes = ((BufferInternal) buffer).getByteBuf().nioBuffer();
            hasher.update(bytes.duplicate());
            blob.append(bytes);
        }
        return true;
    }
}
