package dev.potluck.peer;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** The bytes of a file to upload: all there, unless it says that it is still growing. */
public interface UploadSource extends AutoCloseable {
    /** Of the whole file. */
    long sizeBytes();

    /** How many of the first bytes are there. */
    default long availableBytes() {
        return sizeBytes();
    }

    /** Why no more will come, if so. */
    default Optional<Throwable> failure() {
        return Optional.empty();
    }

    /** Called whenever more is there, and at the end. */
    default void onProgress(Runnable callback) {}

    /** Some bytes that are there. */
    Buffer read(long offset, int length) throws IOException;

    /** The file on disk, if it is complete and there. */
    default @Nullable FileChannel completeFile() {
        return null;
    }

    @Override
    void close();
}
