package dev.potluck.fetch;

import dev.potluck.hash.ContentHasher;
import dev.potluck.hash.FileHashes;
import dev.potluck.store.PartialBlob;
import dev.potluck.store.PartialOrigin;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Hashes and writes what comes, on a worker, while the next bytes arrive: a slow disk slows this
 * fetch alone. Bytes that come meanwhile are taken in one go after.
 */
final class RelayWriter {
    /**
     * More than this waits to be written: the source pauses. It is less than the heap's survivors
     * hold, so that the collector need not promote what is thrown away a moment later.
     */
    private static final int HIGH_WATER_BYTES = 1 << 20;

    private static final long NOT_HELD = Long.MAX_VALUE;
    private static final int LOW_WATER_BYTES = 384 << 10;

    private final Relay relay;
    private final PartialBlob blob;
    private final Worker worker;
    private final Promise<FileHashes> written = Promise.promise();
    private Expectation expectation;
    private ContentHasher hasher;
    private List<Buffer> waiting = new ArrayList<>();
    private int waitingBytes;
    private boolean busy;
    private boolean isPumpDue;
    private boolean ended;
    private Optional<Restart> restart = Optional.empty();
    private int inFlightBytes;
    private long acceptedBytes;
    private long heldFromBytes = NOT_HELD;
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
        this.acceptedBytes = blob.lengthBytes();
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

    /** How many bytes there will be once all that came is written. */
    long acceptedBytes() {
        return acceptedBytes;
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
        acceptedBytes += bytes.length();
        pumpSoon();
        return waitingBytes < HIGH_WATER_BYTES;
    }

    /**
     * What the source has at hand comes at once, in many buffers: they go to the worker together.
     */
    private void pumpSoon() {
        Context context = Vertx.currentContext();
        if (busy || isPumpDue) {
            return;
        }
        if (context == null) {
            pump();
            return;
        }
        isPumpDue = true;
        context.runOnContext(now -> {
            isPumpDue = false;
            pump();
        });
    }

    void onDrain(Runnable resume) {
        onDrain = resume;
    }

    /** No more bytes come. */
    void end() {
        ended = true;
        pump();
    }

    /**
     * Notes where the bytes come from, and forgets those that are there if they are another
     * version's. Only while nothing was released of what is forgotten.
     */
    void begin(boolean clear, Optional<PartialOrigin> origin) {
        if (clear) {
            acceptedBytes = 0;
            heldFromBytes = NOT_HELD;
            waiting = new ArrayList<>();
            waitingBytes = inFlightBytes;
        }
        restart = Optional.of(new Restart(clear, origin));
        pump();
    }

    /** What has to be done before the next bytes are written. */
    private record Restart(boolean clear, Optional<PartialOrigin> origin) {}

    /** What comes from now on is released only when the whole is verified. */
    void hold() {
        heldFromBytes = Math.min(heldFromBytes, acceptedBytes);
    }

    /** What was held back may go. */
    void release() {
        heldFromBytes = NOT_HELD;
        if (!busy) {
            releaseWritten();
        }
    }

    private void releaseWritten() {
        long checkable = expectation.releasable(blob.lengthBytes());
        relay.release(Math.min(heldFromBytes, checkable), checkable);
    }

    private void pump() {
        if (busy || written.future().isComplete()) {
            return;
        }
        if (restart.isPresent()) {
            Restart first = restart.get();
            restart = Optional.empty();
            work(() -> begin(first), 0);
        } else if (!waiting.isEmpty()) {
            List<Buffer> batch = waiting;
            waiting = new ArrayList<>();
            work(() -> append(batch), waitingBytes);
        } else if (ended) {
            busy = true; // for good: nothing comes after the end
            worker.run(hasher::finish).onComplete(written);
        }
    }

    private void work(Callable<Boolean> job, int batchBytes) {
        busy = true;
        inFlightBytes = batchBytes;
        worker.run(job).onComplete(done -> {
            busy = false;
            inFlightBytes = 0;
            waitingBytes -= batchBytes;
            if (done.failed()) {
                written.tryFail(done.cause());
                return;
            }
            if (restart.isEmpty()) {
                releaseWritten();
            }
            if (waitingBytes < LOW_WATER_BYTES) {
                onDrain.run();
            }
            pump();
        });
    }

    private boolean begin(Restart first) throws IOException {
        if (first.clear()) {
            blob.clear();
            hasher = new ContentHasher(expectation.algorithm());
        }
        if (first.origin().isPresent()) {
            blob.writeOrigin(first.origin().get());
        }
        return true;
    }

    private boolean append(List<Buffer> batch) throws IOException {
        for (Buffer buffer : batch) {
            var bytes = ((BufferInternal) buffer).getByteBuf().nioBuffer();
            hasher.update(bytes.duplicate());
            blob.append(bytes);
        }
        return true;
    }
}
