package dev.potluck.app;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/** Keeps two nodes off one home: held while a node runs, released by the system if it dies. */
final class HomeLock implements AutoCloseable {
    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * The lock of a home.
     *
     * @throws IOException if another node has it
     */
    static HomeLock acquire(Path home) throws IOException {
        FileChannel channel = FileChannel.open(home.resolve("lock"), CREATE, WRITE);
        try {
            if (channel.tryLock() != null) {
                return new HomeLock(channel);
            }
            throw new IOException("another node runs there; stop it, or name another --home");
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("another node of this process runs there", e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
