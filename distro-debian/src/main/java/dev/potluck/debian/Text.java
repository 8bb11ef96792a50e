package dev.potluck.debian;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.MalformedIndexException;
import dev.potluck.api.PackageId;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Some bytes of an index, and the line where they begin: a field's value, a line or a word of it.
 * Valid until the scanner that gave it steps on.
 */
final class Text {
    private static final int MAX_SIZE_DIGITS = 18;

    private final ArchivePath index;
    private final byte[] bytes;
    private final int start;
    private final int end;
    private final long line;

    Text(ArchivePath index, byte[] bytes, int start, int end, long line) {
        this.index = index;
        this.bytes = bytes;
        int first = start;
        int last = end;
        while (first < last && isBlank(bytes[first])) {
            first++;
        }
        while (last > first && isBlank(bytes[last - 1])) {
            last--;
        }
        this.start = first;
        this.end = last;
        this.line = line;
    }

    static boolean isBlank(byte value) {
        return value == ' ' || value == '\t' || value == '\r';
    }

    boolean isEmpty() {
        return start == end;
    }

    /** The text as UTF-8. */
    String string() {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    /** The text as UTF-8: {@code likely} itself when it is the same, which saves the copy. */
    String string(String likely) {
        if (likely.length() != end - start) {
            return string();
        }
        for (int i = 0; i < likely.length(); i++) {
            if (likely.charAt(i) != bytes[start + i] || bytes[start + i] < 0) {
                return string();
            }
        }
        return likely;
    }

    /** A length in bytes: decimal digits alone. */
    long sizeBytes() throws MalformedIndexException {
        if (isEmpty() || end - start > MAX_SIZE_DIGITS) {
            throw malformed("a size has 1 to " + MAX_SIZE_DIGITS + " digits");
        }
        long size = 0;
        for (int i = start; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                throw malformed("a size has decimal digits only");
            }
            size = 10 * size + digit;
        }
        return size;
    }

    /** A digest in hexadecimal, of just the algorithm's length. */
    ContentHash hash(HashAlgorithm algorithm) throws MalformedIndexException {
        byte[] digest = new byte[algorithm.digestBytes()];
        if (end - start != 2 * digest.length) {
            throw malformed("a %s has %d hex digits, not %d"
                    .formatted(algorithm, 2 * digest.length, end - start));
        }
        for (int i = 0; i < digest.length; i++) {
            int high = Character.digit(bytes[start + 2 * i], 16);
            int low = Character.digit(bytes[start + 2 * i + 1], 16);
            if (high < 0 || low < 0) {
                throw malformed("a " + algorithm + " has hex digits only");
            }
            digest[i] = (byte) (high << 4 | low);
        }
        return ContentHash.of(algorithm, digest);
    }

    /** A path in the archive, below {@code base}, which is empty or ends in a slash. */
    ArchivePath path(String base) throws MalformedIndexException {
        try {
            return ArchivePath.parse(base + string());
        } catch (IllegalArgumentException e) {
            throw malformed("a file's path stays in the archive", e);
        }
    }

    /** The id of the package that this text names. */
    PackageId packageId(String version, String architecture) throws MalformedIndexException {
        try {
            return new PackageId(string(), version, architecture);
        } catch (IllegalArgumentException e) {
            throw malformed("a package's name, version and architecture are short words", e);
        }
    }

    /** What is done with each line of a text. */
    interface LineAction {
        void accept(Text line) throws MalformedIndexException;
    }

    /** Takes the lines of a value that goes over several, one by one, without the empty ones. */
    void forEachLine(LineAction action) throws MalformedIndexException {
        int from = start;
        for (long number = line; from < end; number++) {
            int newline = LineReader.indexOfNewline(bytes, from, end);
            int to = newline < 0 ? end : newline;
            Text text = new Text(index, bytes, from, to, number);
            if (!text.isEmpty()) {
                action.accept(text);
            }
            from = to + 1;
        }
    }

    /** The {@code count} words of a line, which blanks part. */
    List<Text> words(int count) throws MalformedIndexException {
        List<Text> words = new ArrayList<>(count);
        int from = start;
        while (from < end && words.size() < count) {
            int to = from;
            while (to < end && !isBlank(bytes[to])) {
                to++;
            }
            words.add(new Text(index, bytes, from, to, line));
            from = to;
            while (from < end && isBlank(bytes[from])) {
                from++;
            }
        }
        if (words.size() < count || from < end) {
            throw malformed("a line of " + count + " words");
        }
        return words;
    }

    /** An error at this text's line, for a reason that the cause's message tells. */
    MalformedIndexException malformed(String expected, IllegalArgumentException cause) {
        MalformedIndexException malformed = malformed(expected + ": " + cause.getMessage());
        malformed.initCause(cause);
        return malformed;
    }

    /** An error at this text's line. */
    MalformedIndexException malformed(String expected) {
        return new MalformedIndexException(index, line, expected);
    }
}
