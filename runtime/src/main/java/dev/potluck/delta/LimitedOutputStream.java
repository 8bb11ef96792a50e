package dev.potluck.delta;

import dev.potluck.recreate.UnfitFileException;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Fails when it gets more than it should: a plugin writes to it. */
final class LimitedOutputStream extends FilterOutputStream {
    private final String complaint;
    private long leftBytes;
    private boolean broken;

    /** @param complaint the failure's message */
    LimitedOutputStream(OutputStream out, long maxBytes, String complaint) {
        super(out);
        this.leftBytes = maxBytes;
        this.complaint = complaint;
    }

    @Override
    public void write(int value) throws IOException {
        take(1);
        pass(() -> out.write(value));
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        take(length);
        pass(() -> out.write(source, offset, length));
    }

    @Override
    public void flush() throws IOException {
        pass(out::flush);
    }

    /** Whether what it writes to has failed. */
    boolean isBroken() {
        return broken;
    }

    private interface Write {
        void run() throws IOException;
    }

    private void pass(Write write) throws IOException {
        try {
            write.run();
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    private void take(int count) throws IOException {
        leftBytes -= count;
        if (leftBytes < 0) {
            throw new UnfitFileException(complaint + ": more than its limit");
        }
    }
}
