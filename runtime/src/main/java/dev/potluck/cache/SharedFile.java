package dev.potluck.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;

/** An open file that closes when the last of its holders has let it go. */
public final class SharedFile {
    private final FileChannel file;
    private final AtomicInteger holders = new AtomicInteger(1);

    SharedFile(FileChannel file) {
        this.file = file;
    }

    FileChannel file() {
        return file;
    }

    /** One holder more; false if it is closed already. */
    boolean retain() {
        return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException("closing a file that was only read", e);
            }
        }
    }
}
