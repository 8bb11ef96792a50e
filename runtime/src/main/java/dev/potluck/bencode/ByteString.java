package dev.potluck.bencode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A bencoded byte string ({@code 4:spam}), immutable. */
public final class ByteString implements BValue, Comparable<ByteString> {
    /** The string of no bytes. */
    public static final ByteString EMPTY = new ByteString(new byte[0]);

    private final byte[] bytes;

    private ByteString(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies {@code bytes}. */
    public static ByteString of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /** Copies {@code length} bytes from {@code offset}. */
    public static ByteString of(byte[] bytes, int offset, int length) {
        return length == 0
                ? EMPTY
                : new ByteString(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /** The bytes of an ASCII text, such as a dictionary key. */
    public static ByteString ascii(String text) {
        return new ByteString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Number of bytes. */
    public int length() {
        return bytes.length;
    }

    /** Whether there are no bytes. */
    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** The byte at {@code index}. */
    public byte at(int index) {
        return bytes[index];
    }

    /** A fresh copy of the bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** A part of this string, {@code length} bytes from {@code offset}. */
    public ByteString slice(int offset, int length) {
        return of(bytes, offset, length);
    }

    /** Copies all bytes to {@code target} at {@code offset}. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, bytes.length);
    }

    /** The bytes as Latin-1 text: one character a byte, so nothing is lost. */
    public String latin1() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void writeTo(BencodeWriter out) {
        out.bytes(bytes);
    }

    /** The order of dictionary keys: as raw unsigned bytes (BEP 3). */
    @Override
    public int compareTo(ByteString other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteString that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
