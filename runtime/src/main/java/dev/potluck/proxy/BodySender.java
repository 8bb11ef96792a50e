package dev.potluck.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;

import java.io.EOFException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/**
 * Sends parts of a file as fast as the client takes them and as far as they are there: one way for
 * files under way, for several ranges, and for both at once.
 */
final class BodySender {
    private static final int SLICE_BYTES = 128 << 10;

    private final HttpServerResponse response;
    private final ByteSource source;
    private final Iterator<BodyPlan.Part> parts;
    private final Promise<Long> sent = Promise.promise();
    private BodyPlan.Part part = new BodyPlan.Part("", 0, 0);
    private long position;
    private long end;
    private long sentBytes;
    private boolean sending;
    private boolean ended;

    private BodySender(HttpServerResponse response, ByteSource source, List<BodyPlan.Part> parts) {
        this.response = response;
        this.source = source;
        this.parts = parts.iterator();
    }

    /**
     * Sends the parts and ends the response. When the source fails, the connection is cut, so that
     * the client sees a failed transfer.
     *
     * @return completes with the number of bytes sent of the file; fails if it was cut
     */
    static Future<Long> send(
            HttpServerResponse response, ByteSource source, List<BodyPlan.Part> parts) {
        BodySender sender = new BodySender(response, source, parts);
        response.exceptionHandler(sender::fail);
        response.closeHandler(closed -> sender.fail(new IOException("the client went away")));
        response.drainHandler(drained -> sender.pump());
        source.onProgress(sender::pump);
        sender.pump();
        return sender.sent.future();
    }

    private void fail(Throwable cause) {
        if (sent.tryFail(cause)) {
            source.onProgress(() -> {});
        }
    }

    private void pump() {
        if (sending || ended) {
            return; // a write may drain at once and call back
        }
        sending = true;
        try {
            while (!sent.future().isComplete() && !response.writeQueueFull() && step()) {
                // each step sends a slice
            }
        } catch (IOException e) {
            cut(e);
        } finally {
            sending = false;
        }
    }

    /** Sends the next slice; false if there is nothing to send now. */
    private boolean step() throws IOException {
        if (position == end) {
            return nextPart();
        }
        long available = Math.min(source.availableBytes(), end);
        if (position < available) {
            int length = (int) Math.min(available - position, SLICE_BYTES);
            ByteBuf slice = read(length);
            response.write(BufferInternal.buffer(slice))
                    .onComplete(written -> slice.release())
                    .onFailure(this::fail);
            position += length;
            sentBytes += length;
            return true;
        }
        if (source.failure().isPresent()) {
            cut(source.failure().get());
        } else if (source.hasEnded()) {
            endOfSource();
        }
        return false;
    }

    private boolean nextPart() {
        if (!parts.hasNext()) {
            source.onProgress(() -> {});
            response.end().onSuccess(flushed -> sent.tryComplete(sentBytes)).onFailure(this::fail);
            ended = true;
            return false;
        }
        part = parts.next();
        if (!part.before().isEmpty()) {
            response.write(Buffer.buffer(part.before())).onFailure(this::fail);
        }
        position = part.offset();
        end = part.lengthBytes() == BodyPlan.UNKNOWN_SIZE
                ? Long.MAX_VALUE
                : position + part.lengthBytes();
        return true;
    }

    /** The whole file is there: that is its end, if nobody knew it before. */
    private void endOfSource() throws EOFException {
        if (part.lengthBytes() != BodyPlan.UNKNOWN_SIZE) {
            throw new EOFException("the file is shorter than announced");
        }
        end = position;
        nextPart();
    }

    private void cut(Throwable cause) {
        response.reset();
        fail(cause);
    }

    private ByteBuf read(int length) throws IOException {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(length);
        try {
            while (buffer.writableBytes() > 0) {
                int read = buffer.writeBytes(
                        source.file(), position + buffer.writerIndex(), buffer.writableBytes());
                if (read < 0) {
                    throw new EOFException("the file was cut short behind our back");
                }
            }
        } catch (IOException e) {
            buffer.release();
            throw e;
        }
        return buffer;
    }
}
