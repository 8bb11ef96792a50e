package dev.potluck.recreate;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A stretch of a file as a stream; closing it leaves the file open. */
final class FileRegion extends InputStream {
    private static final int BUFFER_BYTES = 1 << 16;

    private final FileChannel file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private final long endBytes;
    private long positionBytes;

    FileRegion(FileChannel file, long offsetBytes, long sizeBytes) {
        this.file = file;
        this.positionBytes = offsetBytes;
        this.endBytes = offsetBytes + sizeBytes;
    }

    /**
     * Some bytes of a file.
     *
     * @throws EOFException if the file has fewer
     */
    static ByteBuffer read(FileChannel file, long offsetBytes, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, offsetBytes + bytes.position()) < 0) {
                throw new EOFException("the file ends before byte " + (offsetBytes + count));
            }
        }
        return bytes.flip();
    }

    private boolean fill() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        long left = endBytes - positionBytes;
        if (left <= 0) {
            return false;
        }
        buffer.clear().limit((int) Math.min(BUFFER_BYTES, left));
        int count = file.read(buffer, positionBytes);
        buffer.flip();
        positionBytes += Math.max(count, 0);
        return count > 0;
    }

    @Override
    public int read() throws IOException {
        return fill() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(target, offset, count);
        return count;
    }
}
