package dev.potluck.delta;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Has {@link DeltaWork} done somewhere else, where a codec that loops, crashes or takes all memory
 * does no harm. Any thread may ask; everything blocks.
 *
 * <p>What is no use fails with {@link dev.potluck.recreate.UnfitFileException}, and everything with
 * {@link java.io.InterruptedIOException} once the node stops; other failures are the worker's own:
 * it ran out of time, or was ended.
 */
public interface DeltaWorker {
    /** Writes the difference of a target from a base. */
    void encode(BlobFile base, BlobFile target, Path delta) throws IOException;

    /** Writes a delta's target as its difference from another base. */
    void rebase(Path delta, Path base, BlobFile newBase, Path newDelta) throws IOException;

    /**
     * The file that a delta stands for, as it is made. The stream fails at its end if that did not
     * work out; closing it gives up.
     *
     * @param isUrgent whether a client waits for it
     */
    InputStream decode(Path delta, Path base, boolean isUrgent) throws IOException;
}
