package dev.potluck.fetch;

import dev.potluck.api.ContentHash;
import dev.potluck.store.PartialBlob;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Makes a file again from what the node kept of it, into a file of its own, while the network is
 * asked as ever. Who is first serves the client: when all is made, or when the network has failed,
 * what is missing comes from here.
 */
final class RecreatedFetch {
    private static final Logger log = LoggerFactory.getLogger(RecreatedFetch.class);
    private static final int BUFFER_BYTES = 64 << 10;

    private final Services services;
    private final Recreating recreating;
    private final ContentHash hash;
    private final Promise<Void> made = Promise.promise();
    private final Promise<Void> fed = Promise.promise();
    private Optional<Work> work = Optional.empty();
    private Optional<Recreating.Turn> turn = Optional.empty();
    private boolean opening;
    private boolean closed;
    private Runnable onProgress = () -> {};

    /** What is being made, and where it goes. */
    private record Work(InputStream content, PartialBlob spool) {}

    RecreatedFetch(Services services, Recreating recreating, ContentHash hash) {
        this.services = services;
        this.recreating = recreating;
        this.hash = hash;
    }

    /** Begins when it is its turn, unless it was closed before. */
    void start(String name) {
        turn = recreating.turn(() -> begin(name));
        if (turn.isEmpty()) {
            failed(new IOException("too many files are to be made again"));
        }
    }

    private void begin(String name) {
        opening = true;
        recreating
                .worker()
                .run(() -> open(name + "-again"))
                .onComplete(done -> opening = false)
                .onSuccess(begun -> {
                    work = Optional.of(begun);
                    if (closed) {
                        discard(begun);
                    } else {
                        make(begun);
                    }
                })
                .onFailure(cause -> {
                    failed(cause);
                    endTurn();
                });
    }

    private void endTurn() {
        turn.ifPresent(Recreating.Turn::end);
        turn = Optional.empty();
    }

    private Work open(String name) throws IOException {
        PartialBlob spool = services.store().partial(name);
        try {
            spool.clear();
            return new Work(recreating.means().begin(hash), spool);
        } catch (IOException e) {
            spool.discard();
            throw e;
        }
    }

    private void make(Work begun) {
        recreating
                .worker()
                .run(() -> makeMore(begun))
                .onSuccess(more -> {
                    if (more && !closed) {
                        make(begun);
                    } else if (!more) {
                        made.tryComplete();
                    }
                    onProgress.run();
                })
                .onFailure(this::failed);
    }

    private static boolean makeMore(Work begun) throws IOException {
        byte[] buffer = begun.content().readNBytes(BUFFER_BYTES);
        begun.spool().append(ByteBuffer.wrap(buffer));
        return buffer.length > 0;
    }

    private void failed(Throwable cause) {
        if (!closed) {
            log.info("{} cannot be made again: {}", hash, cause.getMessage());
        }
        made.tryFail(cause);
        onProgress.run();
    }

    /** Completes when all of it is made. */
    Future<Void> made() {
        return made.future();
    }

    /**
     * Gives a writer all that it lacks, as it is made.
     *
     * @param begins called before bytes are given; not at all if none can be made
     */
    Future<Void> feed(RelayWriter writer, Runnable begins) {
        feedMore(writer, begins);
        return fed.future();
    }

    private void feedMore(RelayWriter writer, Runnable begins) {
        onProgress = () -> {};
        long fromByte = writer.acceptedBytes();
        long missingBytes = work.map(begun -> begun.spool().lengthBytes()).orElse(0L) - fromByte;
        if (closed) {
            return;
        }
        if (missingBytes > 0) {
            services.disk()
                    .run(() -> read(work.orElseThrow().spool(), fromByte, missingBytes))
                    .onFailure(fed::tryFail)
                    .onSuccess(bytes -> {
                        services.traffic().addFromCache(bytes.length());
                        begins.run();
                        if (writer.write(bytes)) {
                            feedMore(writer, begins);
                        } else {
                            writer.onDrain(() -> {
                                writer.onDrain(() -> {});
                                feedMore(writer, begins);
                            });
                        }
                    });
        } else if (made.future().isComplete()) {
            made.future().onComplete(fed);
        } else {
            onProgress = () -> feedMore(writer, begins);
        }
    }

    private static Buffer read(PartialBlob spool, long fromByte, long count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(count, BUFFER_BYTES));
        while (bytes.hasRemaining() && spool.file().read(bytes, fromByte + bytes.position()) > 0) {
            // until it is full
        }
        return Buffer.buffer(bytes.position()).appendBytes(bytes.array(), 0, bytes.position());
    }

    /** Gives up, or tidies up. */
    void close() {
        if (!closed) {
            closed = true;
            made.tryFail("it is not wanted any more");
            fed.tryFail("it is not wanted any more");
            if (work.isPresent()) {
                discard(work.get());
            } else if (!opening) {
                endTurn();
            }
        }
    }

    private void discard(Work begun) {
        services.disk()
                .run(() -> {
                    begun.content().close();
                    begun.spool().discard();
                    return true;
                })
                .onFailure(cause -> log.debug("{}", cause.getMessage()))
                .onComplete(done -> endTurn());
    }
}
