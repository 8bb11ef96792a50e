package dev.potluck.debian;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.MalformedIndexException;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Cuts a stream into lines, in one buffer that grows only for a long line. Lines end in LF or CRLF;
 * the last one may lack its end.
 */
final class LineReader implements Lines {
    /** The longest line taken: the longest in bookworm's Packages has about 20,000 bytes. */
    static final int MAX_LINE_BYTES = 1 << 20;

    private static final int BUFFER_BYTES = 1 << 16;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH_BYTE_01 = 0x0101010101010101L;
    private static final long EACH_BYTE_80 = 0x8080808080808080L;
    private static final long EACH_BYTE_LF = EACH_BYTE_01 * '\n';

    private final ArchivePath index;
    private final InputStream content;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int filled;
    private int start;
    private int end;
    private int nextStart;
    private long number;

    LineReader(ArchivePath index, InputStream content) {
        this.index = index;
        this.content = content;
    }

    @Override
    public boolean next() throws IOException {
        start = nextStart;
        int newline = indexOfNewline(buffer, start, filled);
        while (newline < 0) {
            int scannedBytes = filled - start;
            if (!fill()) {
                return lastLine();
            }
            newline = indexOfNewline(buffer, start + scannedBytes, filled);
        }
        number++;
        nextStart = newline + 1;
        end = newline > start && buffer[newline - 1] == '\r' ? newline - 1 : newline;
        return true;
    }

    private boolean lastLine() {
        end = filled;
        nextStart = filled;
        if (start == filled) {
            return false;
        }
        number++;
        return true;
    }

    /** Reads on behind what is there, moving the line's start to the buffer's: false at the end. */
    private boolean fill() throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, filled - start);
            filled -= start;
            nextStart -= start;
            start = 0;
        }
        if (filled == buffer.length) {
            if (filled >= MAX_LINE_BYTES) {
                throw new MalformedIndexException(
                        index, number + 1, "a line has at most " + MAX_LINE_BYTES + " bytes");
            }
            buffer = Arrays.copyOf(buffer, 2 * filled);
        }
        int count = content.read(buffer, filled, buffer.length - filled);
        if (count < 0) {
            return false;
        }
        filled += count;
        return true;
    }

    /**
     * Looks at eight bytes at a time: the highest bit of {@code (x - 1) & ~x} marks a zero byte,
     * and the lowest such mark is exact (Hacker's Delight, 2nd edition, section 6-1).
     */
    static int indexOfNewline(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long zeroAtNewline = (long) LONGS.get(bytes, i) ^ EACH_BYTE_LF;
            long marks = (zeroAtNewline - EACH_BYTE_01) & ~zeroAtNewline & EACH_BYTE_80;
            if (marks != 0) {
                return i + Long.numberOfTrailingZeros(marks) / Byte.SIZE;
            }
        }
        for (; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    @Override
    public byte[] buffer() {
        return buffer;
    }

    @Override
    public int start() {
        return start;
    }

    @Override
    public int end() {
        return end;
    }

    @Override
    public long number() {
        return number;
    }
}
