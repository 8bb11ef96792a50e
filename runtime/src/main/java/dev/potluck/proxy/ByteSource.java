package dev.potluck.proxy;

import dev.potluck.fetch.RelayReader;

import java.nio.channels.FileChannel;
import java.util.Optional;

/** A file to send from, which may still be growing. */
interface ByteSource {
    FileChannel file();

    /** How many of its first bytes may be read. */
    long availableBytes();

    /** Whether no more will come. */
    boolean hasEnded();

    Optional<Throwable> failure();

    void onProgress(Runnable callback);

    /** A complete file. */
    record Complete(FileChannel file, long availableBytes) implements ByteSource {
        @Override
        public boolean hasEnded() {
            return true;
        }

        @Override
        public Optional<Throwable> failure() {
            return Optional.empty();
        }

        @Override
        public void onProgress(Runnable callback) {}
    }

    /** A file under way. */
    record Growing(RelayReader reader) implements ByteSource {
        @Override
        public FileChannel file() {
            return reader.file();
        }

        @Override
        public long availableBytes() {
            return reader.releasedBytes();
        }

        @Override
        public boolean hasEnded() {
            return reader.hasEnded();
        }

        @Override
        public Optional<Throwable> failure() {
            return reader.failure();
        }

        @Override
        public void onProgress(Runnable callback) {
            reader.onProgress(callback);
        }
    }
}
