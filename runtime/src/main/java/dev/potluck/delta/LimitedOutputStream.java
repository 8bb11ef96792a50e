package dev.potluck.delta;

import dev.potluck.recreate.UnfitFileException;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Fails when it gets more than it should: a plugin writes to it. */
final class LimitedOutputStream extends FilterOutputStream {
    private final String complaint;
    private long leftBytes;

    /** @param complaint the failure's message */
    LimitedOutputStream(OutputStream out, long maxBytes, String complaint) {
        super(out);
        this.leftBytes = maxBytes;
        this.complaint = complaint;
    }

    @Override
    public void write(int value) throws IOException {
        take(1);
        out.write(value);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        take(length);
        out.write(source, offset, length);
    }

    private void take(int count) throws IOException {
        leftBytes -= count;
        if (leftBytes < 0) {
            throw new UnfitFileException(complaint + ": more than its limit");
        }
    }
}
