package dev.potluck.fetch;

import dev.potluck.api.ContentHash;

import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One fetch, many readers: the bytes go to a file once, and each reader takes them from there as
 * far as they are released. Lives on the node's context.
 */
public final class Relay {
    private final Promise<RelayHead> head = Promise.promise();
    private final Promise<ContentHash> verified = Promise.promise();
    private final Set<RelayReader> readers = new LinkedHashSet<>();
    private final FileChannel file;
    private final Runnable onAbandoned;
    private long releasedBytes;
    private long checkableBytes;
    private boolean retired;

    /**
     * @param file where the bytes go
     * @param onAbandoned called each time the last reader leaves
     */
    Relay(FileChannel file, Runnable onAbandoned) {
        this.file = file;
        this.onAbandoned = onAbandoned;
    }

    /** One reader more. It must be closed. */
    RelayReader open() {
        return open(false);
    }

    /**
     * A reader who checks the whole for himself: he also has what is held back from clients. What
     * he was given may turn out wrong, and then he hears of a failure.
     */
    RelayReader openForNeighbour() {
        return open(true);
    }

    private RelayReader open(boolean isNeighbour) {
        RelayReader reader = new RelayReader(this, isNeighbour);
        readers.add(reader);
        return reader;
    }

    /**
     * Another reader's answer: at the head, or, of a small file, when it was verified, so that a
     * fault can still be told by a status.
     */
    Future<Answer> read(boolean whenVerified, CacheStatus status) {
        RelayReader reader = open();
        Future<RelayHead> ready = whenVerified ? verified().compose(whole -> head()) : head();
        return ready.<Answer>map(said -> new Answer.Relayed(reader, said, status))
                .onFailure(cause -> reader.close());
    }

    /** What the source said of the file; fails with the fetch. */
    Future<RelayHead> head() {
        return head.future();
    }

    /** The SHA-256 of the file, once it is whole and right; fails with the fetch. */
    Future<ContentHash> verified() {
        return verified.future();
    }

    FileChannel file() {
        return file;
    }

    long releasedBytes() {
        return releasedBytes;
    }

    /** How many of the first bytes those may have who check the whole for themselves. */
    long checkableBytes() {
        return checkableBytes;
    }

    int readerCount() {
        return readers.size();
    }

    boolean isWanted() {
        return !readers.isEmpty();
    }

    void begin(RelayHead said) {
        head.tryComplete(said);
    }

    /**
     * More may be read.
     *
     * @param checkable how much of it by those who check the whole for themselves
     */
    void release(long bytes, long checkable) {
        if (bytes > releasedBytes || checkable != checkableBytes) {
            releasedBytes = Math.max(bytes, releasedBytes);
            checkableBytes = checkable;
            notifyReaders();
        }
    }

    /** The neighbours that read it had better read elsewhere. */
    void dismissNeighbours() {
        List.copyOf(readers).forEach(RelayReader::dismissNeighbour);
    }

    void complete(long sizeBytes, ContentHash sha256) {
        releasedBytes = sizeBytes;
        checkableBytes = sizeBytes;
        verified.tryComplete(sha256);
        notifyReaders();
    }

    void fail(Throwable cause) {
        head.tryFail(cause);
        verified.tryFail(cause);
        notifyReaders();
    }

    boolean hasEnded() {
        return verified.future().isComplete();
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(verified.future().cause());
    }

    /** Nobody opens it any more: the file closes when the last reader leaves. */
    void retire() {
        retired = true;
        closeIfUnread();
    }

    void leave(RelayReader reader) {
        if (!readers.remove(reader) || !readers.isEmpty()) {
            return;
        }
        if (retired) {
            closeIfUnread();
        } else {
            onAbandoned.run();
        }
    }

    private void closeIfUnread() {
        if (readers.isEmpty()) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException("closing a file that was synced before", e);
            }
        }
    }

    private void notifyReaders() {
        List<RelayReader> now = new ArrayList<>(readers);
        now.forEach(RelayReader::progressed);
    }
}
