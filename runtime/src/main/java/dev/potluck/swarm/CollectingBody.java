package dev.potluck.swarm;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

/** A short answer, whole. */
final class CollectingBody implements RangeSource.Sink {
    private final Buffer body = Buffer.buffer();
    private final Promise<byte[]> whole = Promise.promise();

    Future<byte[]> whole() {
        return whole.future();
    }

    @Override
    public void take(Buffer bytes) {
        body.appendBuffer(bytes);
    }

    @Override
    public void end() {
        whole.complete(body.getBytes());
    }

    @Override
    public void fail(SourceFailure failure) {
        whole.fail(failure);
    }
}
