package dev.potluck.trust;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads bytes line by line; a line ends with LF or CR LF, the last one perhaps with nothing. */
final class Lines {
    private final byte[] data;
    private int next;
    private int start;
    private int end;
    private int number;

    Lines(byte[] data) {
        this.data = data;
    }

    /** Steps to the next line; false if there is none. */
    boolean advance() {
        if (next >= data.length) {
            return false;
        }
        start = next;
        int lineFeed = start;
        while (lineFeed < data.length && data[lineFeed] != '\n') {
            lineFeed++;
        }
        next = lineFeed + 1;
        boolean crLf = lineFeed < data.length && lineFeed > start && data[lineFeed - 1] == '\r';
        end = crLf ? lineFeed - 1 : lineFeed;
        number++;
        return true;
    }

    /** The current line's number, from 1. */
    int number() {
        return number;
    }

    /** Where the current line starts. */
    int start() {
        return start;
    }

    /** Where the current line ends, its line ending and trailing white space left off. */
    int strippedEnd() {
        int stripped = end;
        while (stripped > start && (data[stripped - 1] == ' ' || data[stripped - 1] == '\t')) {
            stripped--;
        }
        return stripped;
    }

    boolean isBlank() {
        return strippedEnd() == start;
    }

    boolean startsWith(byte[] prefix) {
        return end - start >= prefix.length
                && Arrays.equals(data, start, start + prefix.length, prefix, 0, prefix.length);
    }

    /** Whether the current line is this and nothing more, but for trailing white space. */
    boolean is(byte[] text) {
        return strippedEnd() - start == text.length && startsWith(text);
    }

    /** Whether a byte stands in the current line. */
    boolean contains(char wanted) {
        for (int i = start; i < end; i++) {
            if (data[i] == wanted) {
                return true;
            }
        }
        return false;
    }

    /** The current line without trailing white space, byte by byte as ISO 8859-1. */
    String text() {
        return new String(data, start, strippedEnd() - start, StandardCharsets.ISO_8859_1);
    }
}
