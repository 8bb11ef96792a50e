package dev.potluck.mirror;

import dev.potluck.mirror.MirrorException.Kind;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;

import org.jspecify.annotations.Nullable;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The answer of a mirror: its head, and its body as a stream that is paused at first.
 *
 * <p>The stream ends only when the body is complete. A body that stops before its Content-Length or
 * last chunk, or sends nothing for the stall time while it is wanted, fails with a
 * {@link MirrorException}, once; the connection is closed then.
 */
public final class MirrorResponse implements ReadStream<Buffer> {
    /** Largest body that {@link #discard} reads to keep the connection. */
    static final long MAX_DISCARDED_BYTES = 64 * 1024;

    private static final long NO_TIMER = -1;

    private final MirrorClient client;
    private final MirrorRequest request;
    private final HttpClientResponse response;
    private final HttpUrl url;
    private final long firstByteMs;
    private final OptionalLong contentLength;

    private @Nullable Handler<Buffer> dataHandler;
    private @Nullable Handler<Throwable> failureHandler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable MirrorException unreportedFailure;

    /** How many buffers are wanted; MAX_VALUE for all. */
    private long demand;

    private long receivedBytes;
    private boolean isOver;
    private long lastByteNanos;
    private long timerId = NO_TIMER;

    MirrorResponse(
            MirrorClient client,
            MirrorRequest request,
            HttpClientResponse response,
            HttpUrl url,
            long firstByteMs) {
        this.client = client;
        this.request = request;
        this.response = response;
        this.url = url;
        this.firstByteMs = firstByteMs;
        this.contentLength = parseLength(response.getHeader(HttpHeaders.CONTENT_LENGTH));
        response.handler(this::receive);
        response.exceptionHandler(
                failure -> fail(Failures.ofBody(url.authority(), receivedBytes, failure)));
        response.endHandler(end -> end());
    }

    private static OptionalLong parseLength(@Nullable String text) {
        boolean isNumber = text != null && text.matches("[0-9]{1,18}");
        return isNumber ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /** The status code. */
    public int status() {
        return response.statusCode();
    }

    /** All headers, hop-by-hop ones too; see {@link HopByHop#strip}. */
    public MultiMap headers() {
        return response.headers();
    }

    /**
     * The body's size by the head of the answer, in bytes; of the body that GET would have, for
     * HEAD.
     */
    public OptionalLong contentLength() {
        return contentLength;
    }

    /** The mirror that was asked, whoever answered after redirects. */
    public Mirror mirror() {
        return request.mirror();
    }

    /** From the last request of this exchange to the head of its answer, in ms. */
    public long firstByteMs() {
        return firstByteMs;
    }

    /** Bytes of the body handed over so far. */
    public long receivedBytes() {
        return receivedBytes;
    }

    @Override
    public MirrorResponse handler(@Nullable Handler<Buffer> handler) {
        dataHandler = handler;
        return this;
    }

    @Override
    public MirrorResponse exceptionHandler(@Nullable Handler<Throwable> handler) {
        failureHandler = handler;
        MirrorException missed = unreportedFailure;
        if (handler != null && missed != null) {
            unreportedFailure = null;
            handler.handle(missed);
        }
        return this;
    }

    @Override
    public MirrorResponse endHandler(@Nullable Handler<Void> handler) {
        endHandler = handler;
        return this;
    }

    @Override
    public MirrorResponse pause() {
        demand = 0;
        response.pause();
        return this;
    }

    @Override
    public MirrorResponse resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public MirrorResponse fetch(long amount) {
        if (isOver) {
            return this;
        }
        if (demand == 0) {
            lastByteNanos = client.nanoClock().getAsLong();
        }
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        if (timerId == NO_TIMER) {
            arm(client.settings().timeouts().stallMs());
        }
        response.fetch(amount);
        return this;
    }

    /**
     * Not interested in the (rest of the) body: closes the connection. Nothing is reported after.
     */
    public void cancel() {
        if (!isOver) {
            finish();
            Failures.whenFailed(response.request().reset());
        }
    }

    /** As {@link #cancel}, but keeps the connection when the rest of the body is small. */
    public void discard() {
        long limitBytes = receivedBytes + MAX_DISCARDED_BYTES;
        dataHandler = buffer -> {
            if (receivedBytes > limitBytes) {
                cancel();
            }
        };
        failureHandler = null;
        endHandler = null;
        if (hasBody() && contentLength.orElse(0) > limitBytes) {
            cancel();
        } else {
            resume();
        }
    }

    private boolean hasBody() {
        return request.method().equals(HttpMethod.GET) && status() != 304 && status() != 204;
    }

    private void receive(Buffer buffer) {
        if (isOver) {
            return;
        }
        receivedBytes += buffer.length();
        lastByteNanos = client.nanoClock().getAsLong();
        if (demand != Long.MAX_VALUE) {
            demand--;
        }
        Handler<Buffer> handler = dataHandler;
        if (handler != null) {
            handler.handle(buffer);
        }
    }

    private void end() {
        if (isOver) {
            return;
        }
        if (hasBody() && contentLength.isPresent() && receivedBytes != contentLength.getAsLong()) {
            fail(new MirrorException(
                    Kind.TRUNCATED,
                    url.authority(),
                    "sent %d of %d bytes".formatted(receivedBytes, contentLength.getAsLong())));
            return;
        }
        finish();
        Handler<Void> handler = endHandler;
        if (handler != null) {
            handler.handle(null);
        }
    }

    private void fail(MirrorException failure) {
        if (isOver) {
            return;
        }
        cancel();
        Handler<Throwable> handler = failureHandler;
        if (handler != null) {
            handler.handle(failure);
        } else {
            unreportedFailure = failure;
        }
    }

    private void finish() {
        isOver = true;
        if (timerId != NO_TIMER) {
            client.vertx().cancelTimer(timerId);
            timerId = NO_TIMER;
        }
    }

    private void arm(long delayMs) {
        timerId = client.vertx().setTimer(delayMs, id -> checkStall());
    }

    /**
     * One timer per body, set anew only when it fires: a timer per buffer would cost more than it.
     */
    private void checkStall() {
        timerId = NO_TIMER;
        if (demand == 0) {
            return;
        }
        int stallMs = client.settings().timeouts().stallMs();
        long idleMs = TimeUnit.NANOSECONDS.toMillis(client.nanoClock().getAsLong() - lastByteNanos);
        if (idleMs < stallMs) {
            arm(stallMs - idleMs);
            return;
        }
        fail(new MirrorException(
                Kind.STALLED,
                url.authority(),
                "sent nothing for %d ms after %d bytes".formatted(idleMs, receivedBytes)));
    }
}
