package dev.potluck.debian;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.MalformedIndexException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the stanzas of a control file (deb822(5)) and keeps the fields asked for; all else it only
 * steps over. As apt does, it parts stanzas at empty lines alone, compares field names without
 * case, and takes the last of two fields of one name.
 *
 * <p>What is kept of one stanza is bounded, so memory is, whatever the index's length.
 *
 * <pre>{@code
 * ControlScanner scanner = new ControlScanner(index, lines, maxStanzaBytes);
 * Field size = scanner.field("Size");
 * while (scanner.next()) { ... size.required().sizeBytes() ... }
 * }</pre>
 */
final class ControlScanner {
    /** A power of two above the number of fields any parser asks for. */
    private static final int BUCKETS = 64;

    private static final int FIRST_KEPT_BYTES = 1024;

    private final ArchivePath index;
    private final Lines lines;
    private final int maxStanzaBytes;
    private final @Nullable Field[] buckets = new Field[BUCKETS];
    private byte[] kept = new byte[FIRST_KEPT_BYTES];
    private int keptBytes;
    private long stanza;
    private long firstLine;
    private boolean inField;
    private @Nullable Field current;

    /** @param maxStanzaBytes how much the wanted fields of one stanza may hold */
    ControlScanner(ArchivePath index, Lines lines, int maxStanzaBytes) {
        this.index = index;
        this.lines = lines;
        this.maxStanzaBytes = maxStanzaBytes;
    }

    /** A field to keep from now on; each name once. */
    Field field(String name) {
        Field field = new Field(name);
        int bucket = bucket(field.lowerName.length, field.lowerName[0]);
        field.nextInBucket = buckets[bucket];
        buckets[bucket] = field;
        return field;
    }

    /**
     * Steps to the next stanza.
     *
     * @return false after the last one
     */
    boolean next() throws IOException {
        stanza++;
        keptBytes = 0;
        inField = false;
        current = null;
        boolean any = false;
        while (lines.next()) {
            if (lines.start() < lines.end()) {
                if (!any) {
                    firstLine = lines.number();
                    any = true;
                }
                takeLine();
            } else if (any) {
                return true;
            }
        }
        return any;
    }

    private void takeLine() throws IOException {
        byte[] buffer = lines.buffer();
        byte first = buffer[lines.start()];
        if (first == ' ' || first == '\t') {
            if (!inField) {
                throw malformed("a stanza begins with a field, not with a continuation line");
            }
            if (current != null) {
                keep((byte) '\n');
                keep(lines.start() + 1);
                current.end = keptBytes;
            }
            return;
        }
        int colon = lines.start();
        while (colon < lines.end() && buffer[colon] != ':') {
            if (buffer[colon] <= ' ') {
                throw malformed("a field name has printable ASCII characters only");
            }
            colon++;
        }
        if (colon == lines.end() || colon == lines.start()) {
            throw malformed("a line is 'name: value'");
        }
        inField = true;
        current = find(buffer, lines.start(), colon);
        if (current != null) {
            current.begin();
            keep(colon + 1);
            current.end = keptBytes;
        }
    }

    private @Nullable Field find(byte[] buffer, int start, int colon) {
        Field field = buckets[bucket(colon - start, buffer[start])];
        while (field != null && !field.isNamed(buffer, start, colon)) {
            field = field.nextInBucket;
        }
        return field;
    }

    private static int bucket(int nameLength, byte firstLetter) {
        return (31 * nameLength + (firstLetter | 0x20)) & (BUCKETS - 1);
    }

    private void keep(byte value) throws MalformedIndexException {
        reserve(1);
        kept[keptBytes++] = value;
    }

    /** Keeps the rest of the line. */
    private void keep(int from) throws MalformedIndexException {
        int length = lines.end() - from;
        reserve(length);
        System.arraycopy(lines.buffer(), from, kept, keptBytes, length);
        keptBytes += length;
    }

    private void reserve(int length) throws MalformedIndexException {
        int needed = keptBytes + length;
        if (needed > maxStanzaBytes) {
            throw malformed("a stanza's lists have at most " + maxStanzaBytes + " bytes");
        }
        if (needed > kept.length) {
            kept = Arrays.copyOf(kept, Math.min(maxStanzaBytes, 2 * needed));
        }
    }

    /** An error at the current stanza's first line. */
    MalformedIndexException malformedStanza(String expected) {
        return new MalformedIndexException(index, firstLine, expected);
    }

    /** An error at the current line. */
    MalformedIndexException malformed(String expected) {
        return new MalformedIndexException(index, lines.number(), expected);
    }

    /** One field of each stanza. */
    final class Field {
        private final String name;
        private final byte[] lowerName;
        private @Nullable Field nextInBucket;
        private long seenInStanza;
        private int start;
        private int end;
        private long line;

        private Field(String name) {
            this.name = name;
            this.lowerName = name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
        }

        private void begin() {
            seenInStanza = stanza;
            start = keptBytes;
            line = lines.number();
        }

        /** Whether the bytes are this name; names have letters, digits and dashes only. */
        private boolean isNamed(byte[] buffer, int from, int to) {
            if (to - from != lowerName.length) {
                return false;
            }
            for (int i = 0; i < lowerName.length; i++) {
                if ((buffer[from + i] | 0x20) != lowerName[i]) {
                    return false;
                }
            }
            return true;
        }

        boolean isPresent() {
            return seenInStanza == stanza;
        }

        /** The value in the current stanza, its lines parted by LF, if it has the field. */
        Optional<Text> text() {
            return isPresent()
                    ? Optional.of(new Text(index, kept, start, end, line))
                    : Optional.empty();
        }

        /**
         * The value in the current stanza.
         *
         * @throws MalformedIndexException if the stanza lacks the field, naming the stanza's line
         */
        Text required() throws MalformedIndexException {
            if (!isPresent()) {
                throw malformedStanza("a stanza with a " + name);
            }
            return new Text(index, kept, start, end, line);
        }
    }
}
