package dev.potluck.bencode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes bencoding into a growing buffer.
 *
 * <p>The caller writes dictionary keys in canonical order; a test that decodes what was written and
 * encodes it again shows mistakes.
 */
public final class BencodeWriter {
    private static final int INITIAL_CAPACITY_BYTES = 320;
    private static final int MAX_INT_DIGITS = 10;

    private byte[] buffer = new byte[INITIAL_CAPACITY_BYTES];
    private int length;

    /** Opens a dictionary; {@link #end} closes it. */
    public BencodeWriter beginDictionary() {
        return raw((byte) 'd');
    }

    /** Opens a list; {@link #end} closes it. */
    public BencodeWriter beginList() {
        return raw((byte) 'l');
    }

    /** Closes the innermost list or dictionary. */
    public BencodeWriter end() {
        return raw((byte) 'e');
    }

    /** Writes an integer. */
    public BencodeWriter integer(long value) {
        raw((byte) 'i');
        byte[] decimal = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
        ensure(decimal.length);
        System.arraycopy(decimal, 0, buffer, length, decimal.length);
        length += decimal.length;
        return raw((byte) 'e');
    }

    /** Writes a byte string. */
    public BencodeWriter bytes(byte[] value) {
        header(value.length);
        System.arraycopy(value, 0, buffer, length, value.length);
        length += value.length;
        return this;
    }

    /** Writes a byte string. */
    public BencodeWriter bytes(ByteString value) {
        value.writeTo(this);
        return this;
    }

    /** Writes an ASCII text as a byte string. */
    public BencodeWriter text(String ascii) {
        int size = ascii.length();
        header(size);
        for (int i = 0; i < size; i++) {
            buffer[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    /** Writes any value in canonical form. */
    public BencodeWriter value(BValue value) {
        value.writeTo(this);
        return this;
    }

    /** Number of bytes written so far. */
    public int sizeBytes() {
        return length;
    }

    /** What was written so far. */
    public byte[] toBytes() {
        return Arrays.copyOf(buffer, length);
    }

    private void header(int sizeBytes) {
        digits(sizeBytes);
        raw((byte) ':');
        ensure(sizeBytes);
    }

    private BencodeWriter raw(byte value) {
        ensure(1);
        buffer[length++] = value;
        return this;
    }

    private void digits(int value) {
        ensure(MAX_INT_DIGITS);
        int divisor = 1;
        while (value / divisor >= 10) {
            divisor *= 10;
        }
        for (; divisor > 0; divisor /= 10) {
            buffer[length++] = (byte) ('0' + value / divisor % 10);
        }
    }

    private void ensure(int moreBytes) {
        if (length + moreBytes > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + moreBytes));
        }
    }
}
