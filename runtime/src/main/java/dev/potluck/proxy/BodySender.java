package dev.potluck.proxy;

import io.netty.channel.ChannelFutureListener;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.VertxConnection;

import java.io.EOFException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/**
 * Sends parts of a file as fast as the client takes them and as far as they are there: one way for
 * files under way, for several ranges, and for both at once.
 */
final class BodySender {
    /** One call of sendfile(2) is asked for no more, so that a cut comes soon. */
    private static final long STRETCH_BYTES = 1 << 20;

    private final HttpServerResponse response;
    private final VertxConnection connection;
    private final Cork cork;
    private final ByteSource source;
    private final Iterator<BodyPlan.Part> parts;
    private final Promise<Long> sent = Promise.promise();
    private BodyPlan.Part part = new BodyPlan.Part("", 0, 0);
    private long position;
    private long end;
    private long sentBytes;
    private boolean isPumping;
    private boolean isStretchUnderWay;
    private boolean isEnded;

    private BodySender(HttpServerRequest request, ByteSource source, List<BodyPlan.Part> parts) {
        this.response = request.response();
        this.connection = (VertxConnection) request.connection();
        this.cork = Cork.of(request.connection());
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
            HttpServerRequest request, ByteSource source, List<BodyPlan.Part> parts) {
        BodySender sender = new BodySender(request, source, parts);
        HttpServerResponse response = request.response();
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
        if (isPumping || isStretchUnderWay || isEnded) {
            return; // a write may drain at once and call back
        }
        isPumping = true;
        try {
            while (!sent.future().isComplete() && !response.writeQueueFull() && step()) {
                // each step sends a part's beginning or a stretch
            }
        } catch (IOException e) {
            cut(e);
        } finally {
            isPumping = false;
        }
    }

    /** Takes the next step; false if there is none for now. */
    private boolean step() throws IOException {
        if (position == end) {
            return nextPart();
        }
        long available = Math.min(source.availableBytes(), end);
        if (position < available) {
            sendFile(Math.min(available - position, STRETCH_BYTES));
            return !isStretchUnderWay;
        }
        if (source.failure().isPresent()) {
            cut(source.failure().get());
        } else if (source.hasEnded()) {
            endOfSource();
        }
        return false;
    }

    /** By sendfile(2): what has just come is in the page cache still. */
    private void sendFile(long lengthBytes) {
        isStretchUnderWay = true;
        cork.close();
        if (!response.headWritten()) {
            response.writeHead();
        }
        connection
                .sendFile(source.file(), position, lengthBytes)
                .addListener((ChannelFutureListener) done -> {
                    isStretchUnderWay = false;
                    cork.open();
                    if (done.isSuccess()) {
                        position += lengthBytes;
                        sentBytes += lengthBytes;
                        pump();
                    } else {
                        cut(done.cause());
                    }
                });
    }

    private boolean nextPart() {
        if (!parts.hasNext()) {
            source.onProgress(() -> {});
            response.end().onSuccess(flushed -> sent.tryComplete(sentBytes)).onFailure(this::fail);
            isEnded = true;
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
}
