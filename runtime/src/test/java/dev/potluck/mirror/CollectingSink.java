package dev.potluck.mirror;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps what a download hands over. Used on the download's context, read after it has ended. */
final class CollectingSink implements ByteSink {
    final List<String> events = new ArrayList<>();
    Buffer bytes = Buffer.buffer();
    Optional<DownloadHead> head = Optional.empty();
    /** Completes with the first bytes. */
    final Promise<Void> written = Promise.promise();

    @Override
    public void begin(long offsetBytes, DownloadHead newHead) {
        events.add("begin " + offsetBytes);
        head = Optional.of(newHead);
    }

    @Override
    public boolean write(Buffer chunk) {
        bytes.appendBuffer(chunk);
        written.tryComplete();
        return true;
    }

    @Override
    public void onDrain(Runnable resume) {
        throw new IllegalStateException("this sink was never full");
    }

    @Override
    public void restart(DownloadHead newHead) {
        events.add("restart");
        bytes = Buffer.buffer();
        head = Optional.of(newHead);
    }
}
