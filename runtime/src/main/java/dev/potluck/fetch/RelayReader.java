package dev.potluck.fetch;

import java.nio.channels.FileChannel;
import java.util.Optional;

/** One reader of a {@link Relay}: while it is open, the fetch is wanted. */
public final class RelayReader implements AutoCloseable {
    private final Relay relay;
    private final boolean isNeighbour;
    private Optional<Throwable> dismissal = Optional.empty();
    private long lastBytes;
    private Runnable onProgress = () -> {};

    RelayReader(Relay relay, boolean isNeighbour) {
        this.relay = relay;
        this.isNeighbour = isNeighbour;
    }

    /** The file under way; read at explicit positions, below {@link #releasedBytes}. */
    public FileChannel file() {
        return relay.file();
    }

    /** How many of the first bytes may be read. */
    public long releasedBytes() {
        if (dismissal.isPresent()) {
            return lastBytes;
        }
        return isNeighbour ? relay.checkableBytes() : relay.releasedBytes();
    }

    /** Whether nothing more will be released: all is there, or the fetch failed. */
    public boolean hasEnded() {
        return relay.hasEnded();
    }

    /** Why the fetch failed, if it did. */
    public Optional<Throwable> failure() {
        return dismissal.or(relay::failure);
    }

    /** What comes from now on is not for neighbours. */
    void dismissNeighbour() {
        if (isNeighbour && dismissal.isEmpty()) {
            lastBytes = relay.checkableBytes();
            dismissal = Optional.of(new IllegalStateException("it is fetched from elsewhere now"));
            progressed();
        }
    }

    /** Called whenever more was released, and at the end. */
    public void onProgress(Runnable callback) {
        onProgress = callback;
    }

    void progressed() {
        onProgress.run();
    }

    @Override
    public void close() {
        onProgress = () -> {};
        relay.leave(this);
    }
}
