package dev.potluck.peer;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.nio.channels.FileChannel;
import java.util.Optional;

/** A list of piece hashes to upload, from memory. */
record ListSource(Buffer bytes) implements UploadSource {
    @Override
    public long sizeBytes() {
        return bytes.length();
    }

    @Override
    public long availableBytes() {
        return bytes.length();
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.empty();
    }

    @Override
    public void onProgress(Runnable callback) {}

    @Override
    public Buffer read(long offset, int length) {
        return bytes.slice((int) offset, (int) offset + length);
    }

    @Override
    public @Nullable FileChannel completeFile() {
        return null;
    }

    @Override
    public void close() {}
}
