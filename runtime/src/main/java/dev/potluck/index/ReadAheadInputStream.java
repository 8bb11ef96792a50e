package dev.potluck.index;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads a stream ahead on a thread of its own, within bounds: an index is unpacked on one processor
 * while it is parsed on another. Unpacking takes four fifths of the time.
 */
final class ReadAheadInputStream extends InputStream {
    private static final int BLOCK_BYTES = 64 << 10;
    private static final int MAX_BLOCKS_AHEAD = 8;

    /**
     * What was read in one go.
     *
     * @param bytes none at the end of the stream
     * @param failure what ended the stream early, or null
     */
    private record Block(ByteBuffer bytes, @Nullable Throwable failure) {
        static final Block EMPTY = new Block(ByteBuffer.allocate(0), null);

        boolean isEmpty() {
            return !bytes.hasRemaining();
        }
    }

    private final InputStream source;
    private final BlockingQueue<Block> blocks = new ArrayBlockingQueue<>(MAX_BLOCKS_AHEAD);
    private final Thread reader = new Thread(this::readAhead, "read-ahead");
    private Block current = Block.EMPTY;
    private boolean isAtEnd;

    /** @param source read on another thread from now on, and closed there */
    ReadAheadInputStream(InputStream source) {
        this.source = source;
        reader.setDaemon(true);
        reader.start();
    }

    private void readAhead() {
        try (source) {
            boolean isLast = false;
            while (!isLast) {
                Block block = next();
                isLast = block.isEmpty();
                blocks.put(block);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (IOException atClose) {
            return; // all that was asked for was read
        }
    }

    private Block next() {
        byte[] bytes = new byte[BLOCK_BYTES];
        try {
            int read = source.readNBytes(bytes, 0, bytes.length);
            return new Block(ByteBuffer.wrap(bytes, 0, read), null);
        } catch (IOException | RuntimeException | Error e) { // a decoder's faults are the reader's
            return new Block(ByteBuffer.allocate(0), e);
        }
    }

    @Override
    public int read() throws IOException {
        return advance() ? current.bytes().get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!advance()) {
            return -1;
        }
        int count = Math.min(length, current.bytes().remaining());
        current.bytes().get(target, offset, count);
        return count;
    }

    /** Goes on to the next block if the current one is used up; false at the end. */
    private boolean advance() throws IOException {
        if (current.isEmpty() && !isAtEnd) {
            current = take();
            isAtEnd = current.isEmpty();
        }
        Throwable failure = current.failure();
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure != null) {
            throw new IOException("cannot be unpacked: " + failure, failure);
        }
        return !current.isEmpty();
    }

    private Block take() throws InterruptedIOException {
        try {
            return blocks.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while an index was unpacked");
        }
    }

    @Override
    public void close() {
        reader.interrupt();
    }
}
