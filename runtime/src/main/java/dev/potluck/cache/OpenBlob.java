package dev.potluck.cache;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A blob open for reading, until it is closed. */
public sealed interface OpenBlob extends AutoCloseable {
    @Override
    void close();

    /**
     * A small blob, whole.
     *
     * @param content read-only and shared; read it through duplicates
     */
    record InMemory(ByteBuffer content) implements OpenBlob {
        @Override
        public void close() {}
    }

    /** A file, shared with other readers: read at explicit positions only. */
    record OnDisk(SharedFile shared) implements OpenBlob {
        public FileChannel file() {
            return shared.file();
        }

        @Override
        public void close() {
            shared.release();
        }
    }
}
