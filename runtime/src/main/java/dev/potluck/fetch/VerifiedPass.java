package dev.potluck.fetch;

import dev.potluck.hash.ContentHasher;
import dev.potluck.hash.Pieces;
import dev.potluck.index.ExpectedFile;
import dev.potluck.mirror.MirrorResponse;
import dev.potluck.net.Traffic;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.ReadStream;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A listed file on its way from a mirror to one client without a stop on the disk, when that is
 * full: hashed as it passes, its last piece held back in memory until the hash is right.
 */
final class VerifiedPass implements ReadStream<Buffer> {
    private final MirrorResponse body;
    private final ExpectedFile file;
    private final Traffic traffic;
    private final ContentHasher hasher;
    private final Deque<Buffer> heldBack = new ArrayDeque<>();
    private int heldBytes;
    private Handler<Buffer> handler = bytes -> {};
    private Handler<Void> endHandler = end -> {};
    private Handler<Throwable> exceptionHandler = cause -> {};

    private VerifiedPass(MirrorResponse body, ExpectedFile file, Traffic traffic) {
        this.body = body;
        this.file = file;
        this.traffic = traffic;
        this.hasher = new ContentHasher(file.hash().algorithm());
        body.handler(this::take).endHandler(end -> finish()).exceptionHandler(this::fail);
    }

    /** Asks the mirrors one after another for a file that the cache has no room for. */
    static Future<Answer> fetch(Services services, Upstream from, ExpectedFile file) {
        return MirrorSweep.get(services, from)
                .map(response -> new Answer.Passed(
                        response.status(),
                        response.headers(),
                        new VerifiedPass(response, file, services.traffic()),
                        response::cancel,
                        CacheStatus.PASSED));
    }

    private void take(Buffer bytes) {
        traffic.addFromMirror(bytes.length());
        hasher.update(((BufferInternal) bytes).getByteBuf().nioBuffer());
        heldBack.add(bytes);
        heldBytes += bytes.length();
        while (heldBytes - heldBack.element().length() >= Pieces.PIECE_BYTES) {
            Buffer released = heldBack.remove();
            heldBytes -= released.length();
            handler.handle(released);
        }
    }

    private void finish() {
        if (!hasher.finish().listed().equals(file.hash())) {
            exceptionHandler.handle(
                    new IOException(file.path() + " is not what the archive's index lists"));
            return;
        }
        heldBack.forEach(handler::handle);
        heldBack.clear();
        endHandler.handle(null);
    }

    private void fail(Throwable cause) {
        exceptionHandler.handle(cause);
    }

    @Override
    public VerifiedPass exceptionHandler(@Nullable Handler<Throwable> newHandler) {
        exceptionHandler = newHandler == null ? cause -> {} : newHandler;
        return this;
    }

    @Override
    public VerifiedPass handler(@Nullable Handler<Buffer> newHandler) {
        handler = newHandler == null ? bytes -> {} : newHandler;
        return this;
    }

    @Override
    public VerifiedPass endHandler(@Nullable Handler<Void> newHandler) {
        endHandler = newHandler == null ? end -> {} : newHandler;
        return this;
    }

    @Override
    public VerifiedPass pause() {
        body.pause();
        return this;
    }

    @Override
    public VerifiedPass resume() {
        body.resume();
        return this;
    }

    @Override
    public VerifiedPass fetch(long amount) {
        body.fetch(amount);
        return this;
    }
}
