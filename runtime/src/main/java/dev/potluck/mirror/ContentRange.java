package dev.potluck.mirror;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Content-Range of a 206 (RFC 9110 section 14.4): {@code bytes 500-999/8000}, or {@code /*}
 * when the server does not know the whole.
 *
 * @param first offset of the first byte
 * @param last offset of the last byte
 * @param total size of the whole, -1 if unknown
 */
record ContentRange(long first, long last, long total) {
    /** No file has 10^18 bytes; and so many digits fit a long. */
    private static final Pattern SYNTAX =
            Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

    static Optional<ContentRange> parse(String text) {
        Matcher matcher = SYNTAX.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        long total = matcher.group(3).equals("*") ? -1 : Long.parseLong(matcher.group(3));
        boolean isSane = first <= last && (total < 0 || last < total);
        return isSane ? Optional.of(new ContentRange(first, last, total)) : Optional.empty();
    }

    long lengthBytes() {
        return last - first + 1;
    }
}
