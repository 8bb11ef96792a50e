package dev.potluck.peer;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** The bytes of a file to upload, which may still be growing. */
public interface UploadSource extends AutoCloseable {
    /** Of the whole file. */
    long sizeBytes();

    /** How many of the first bytes are there. */
    long availableBytes();

    /** Why no more will come, if so. */
    Optional<Throwable> failure();

    /** Called whenever more is there, and at the end. */
    void onProgress(Runnable callback);

    /** Some bytes that are there. */
    Buffer read(long offset, int length) throws IOException;

    /** The file on disk, if it is complete and there. */
    @Nullable
    FileChannel completeFile();

    @Override
    void close();
}
