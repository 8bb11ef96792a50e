package dev.potluck.api;

import java.io.IOException;
import java.io.InputStream;

/** Gives one byte for each read, says whether it was closed, and fails where it is told to. */
final class TrickleStream extends InputStream {
    static final String FAILURE = "the disk is gone";

    private final byte[] content;
    private final int failAt;
    private int position;
    private boolean closed;

    /** @param failAt how many bytes it gives before it fails; the content's length for never */
    TrickleStream(byte[] content, int failAt) {
        this.content = content.clone();
        this.failAt = failAt;
    }

    @Override
    public int read() throws IOException {
        if (position == failAt && position < content.length) {
            throw new IOException(FAILURE);
        }
        return position < content.length ? content[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int value = read();
        if (value < 0) {
            return -1;
        }
        target[offset] = (byte) value;
        return 1;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
