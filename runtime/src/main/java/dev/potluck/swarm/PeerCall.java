package dev.potluck.swarm;

import dev.potluck.net.Timers;
import dev.potluck.swarm.SourceFailure.Kind;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** One request to a peer: the answer is exactly what was asked for, or none at all. */
final class PeerCall implements RangeSource.Handle {
    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    /**
     * What the body must be.
     *
     * @param total of the file that it is a part of; empty when it is no part
     */
    record Expected(long from, long to, OptionalLong total) {
        long bytes() {
            return to - from;
        }

        boolean isWhole() {
            return total.isEmpty() || from == 0 && to == total.getAsLong();
        }

        String contentRange() {
            return "bytes %d-%d/%d".formatted(from, to - 1, total.orElse(0));
        }
    }

    private final Timers timers;
    private final Expected expected;
    private final RangeSource.Sink sink;
    private Optional<Timers.Handle> watch = Optional.empty();
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private boolean mayResend = true;
    private boolean isPaused;
    private boolean isOver;
    private long receivedBytes;
    private long lastByteMs;

    PeerCall(Timers timers, Expected expected, RangeSource.Sink sink) {
        this.timers = timers;
        this.expected = expected;
        this.sink = sink;
    }

    void start(Supplier<Future<HttpClientRequest>> connect, Buffer body) {
        connect.get()
                .onFailure(failure -> fail(Kind.UNREACHABLE, failure))
                .onSuccess(connected -> send(connected, connect, body));
    }

    private void send(
            HttpClientRequest connected, Supplier<Future<HttpClientRequest>> connect, Buffer body) {
        if (isOver) {
            connected.reset();
            return;
        }
        request = connected;
        lastByteMs = timers.nowMs();
        watch();
        connected.send(body).onComplete(answer -> {
            if (answer.succeeded()) {
                receive(answer.result());
            } else if (mayResend && answer.cause() instanceof HttpClosedException && !isOver) {
                mayResend = false; // a kept connection may be closed just as it is used
                start(connect, body);
            } else {
                fail(Kind.BROKEN_OFF, answer.cause());
            }
        });
    }

    private void receive(HttpClientResponse answer) {
        answer.exceptionHandler(failure -> fail(Kind.BROKEN_OFF, failure));
        if (isOver) {
            answer.request().reset();
            return;
        }
        response = answer;
        lastByteMs = timers.nowMs();
        Optional<SourceFailure> problem = judge(answer);
        if (problem.isPresent()) {
            refuse(answer, problem.get());
            return;
        }
        answer.handler(this::take);
        answer.endHandler(end -> end());
        if (isPaused) {
            answer.pause();
        }
    }

    private Optional<SourceFailure> judge(HttpClientResponse answer) {
        int status = answer.statusCode();
        if (status == NOT_FOUND || status == UNAVAILABLE) {
            return Optional.of(new SourceFailure(
                    status == NOT_FOUND ? Kind.MISSING : Kind.BUSY, "answered " + status));
        }
        boolean isPart = status == PARTIAL_CONTENT
                && expected.total().isPresent()
                && expected.contentRange().equals(answer.getHeader(HttpHeaders.CONTENT_RANGE));
        boolean isWhole = status == OK && expected.isWhole();
        boolean isLong = Long.toString(expected.bytes())
                .equals(answer.getHeader(HttpHeaders.CONTENT_LENGTH));
        boolean isCoded = answer.headers().contains(HttpHeaders.CONTENT_ENCODING)
                || answer.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        return (isPart || isWhole) && isLong && !isCoded
                ? Optional.empty()
                : Optional.of(new SourceFailure(
                        Kind.MALFORMED,
                        "answered %d where %s was asked for"
                                .formatted(status, expected.contentRange())));
    }

    /**
     * The connection can go on only if nothing follows, as {@code PeerServer} has it: nobody would
     * notice that a body never comes.
     */
    private void refuse(HttpClientResponse answer, SourceFailure problem) {
        boolean isEmpty = "0".equals(answer.getHeader(HttpHeaders.CONTENT_LENGTH));
        finish();
        if (!isEmpty || problem.kind() == Kind.MALFORMED) {
            answer.request().reset();
        }
        sink.fail(problem);
    }

    private void take(Buffer bytes) {
        if (isOver) {
            return;
        }
        lastByteMs = timers.nowMs();
        receivedBytes += bytes.length();
        if (receivedBytes > expected.bytes()) {
            fail(Kind.MALFORMED, new IllegalArgumentException("more than was asked for"));
            return;
        }
        sink.take(bytes);
    }

    private void end() {
        if (isOver) {
            return;
        }
        if (receivedBytes != expected.bytes()) {
            fail(Kind.BROKEN_OFF, new IllegalArgumentException("less than was asked for"));
            return;
        }
        finish();
        sink.end();
    }

    private void watch() {
        watch = Optional.of(timers.schedule(SwarmDownload.SILENCE_MS, this::checkSilence));
    }

    private void checkSilence() {
        if (isOver) {
            return;
        }
        boolean isSilent = timers.nowMs() - lastByteMs >= SwarmDownload.SILENCE_MS;
        if (isSilent && !isPaused) {
            fail(Kind.SILENT, new IllegalStateException("no byte in time"));
        } else {
            watch();
        }
    }

    private void fail(Kind kind, Throwable cause) {
        if (!isOver) {
            cancel();
            sink.fail(new SourceFailure(kind, String.valueOf(cause.getMessage()), cause));
        }
    }

    private void finish() {
        isOver = true;
        watch.ifPresent(Timers.Handle::cancel);
    }

    @Override
    public void pause() {
        isPaused = true;
        if (response != null) {
            response.pause();
        }
    }

    @Override
    public void resume() {
        isPaused = false;
        lastByteMs = timers.nowMs();
        if (response != null) {
            response.resume();
        }
    }

    @Override
    public void cancel() {
        if (!isOver) {
            finish();
            if (request != null) {
                request.reset();
            }
        }
    }
}
