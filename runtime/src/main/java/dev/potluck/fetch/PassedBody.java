package dev.potluck.fetch;

import dev.potluck.mirror.HopByHop;
import dev.potluck.mirror.MirrorResponse;
import dev.potluck.net.Traffic;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

import org.jspecify.annotations.Nullable;

/** A mirror's body that is passed on as it comes, and counted. */
final class PassedBody implements ReadStream<Buffer> {
    private final MirrorResponse body;
    private final Traffic traffic;

    private PassedBody(MirrorResponse body, Traffic traffic) {
        this.body = body;
        this.traffic = traffic;
    }

    /** The mirror's own answer, unchecked. */
    static Answer.Passed answer(MirrorResponse response, Traffic traffic) {
        return new Answer.Passed(
                response.status(),
                HopByHop.strip(response.headers()),
                new PassedBody(response, traffic),
                response::cancel,
                CacheStatus.PASSED);
    }

    @Override
    public PassedBody handler(@Nullable Handler<Buffer> handler) {
        body.handler(
                handler == null
                        ? null
                        : bytes -> {
                            traffic.addFromMirror(bytes.length());
                            handler.handle(bytes);
                        });
        return this;
    }

    @Override
    public PassedBody exceptionHandler(@Nullable Handler<Throwable> handler) {
        body.exceptionHandler(handler);
        return this;
    }

    @Override
    public PassedBody endHandler(@Nullable Handler<Void> handler) {
        body.endHandler(handler);
        return this;
    }

    @Override
    public PassedBody pause() {
        body.pause();
        return this;
    }

    @Override
    public PassedBody resume() {
        body.resume();
        return this;
    }

    @Override
    public PassedBody fetch(long amount) {
        body.fetch(amount);
        return this;
    }
}
