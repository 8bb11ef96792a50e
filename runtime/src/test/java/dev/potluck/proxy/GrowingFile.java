package dev.potluck.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A file that grows when a test says so. Used on the server's context. */
final class GrowingFile implements ByteSource {
    private final FileChannel file;
    private long releasedBytes;
    private boolean hasEnded;
    private Optional<Throwable> failure = Optional.empty();
    private Runnable onProgress = () -> {};

    GrowingFile(Path path) throws IOException {
        this.file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    void write(byte[] bytes) throws IOException {
        file.write(ByteBuffer.wrap(bytes), file.size());
    }

    void release(long bytes) {
        releasedBytes = bytes;
        onProgress.run();
    }

    void end() {
        hasEnded = true;
        onProgress.run();
    }

    void fail(Throwable cause) {
        failure = Optional.of(cause);
        end();
    }

    @Override
    public FileChannel file() {
        return file;
    }

    @Override
    public long availableBytes() {
        return releasedBytes;
    }

    @Override
    public boolean hasEnded() {
        return hasEnded;
    }

    @Override
    public Optional<Throwable> failure() {
        return failure;
    }

    @Override
    public void onProgress(Runnable callback) {
        onProgress = callback;
    }
}
