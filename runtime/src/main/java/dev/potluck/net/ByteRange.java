package dev.potluck.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One range of a file, both ends inclusive (RFC 9110 section 14).
 *
 * @param first offset of the first byte
 * @param last offset of the last byte, below the file's size
 */
public record ByteRange(long first, long last) {
    /** zchunk clients ask for hundreds; nobody for more. */
    public static final int MAX_RANGES = 1_024;

    private static final String UNIT = "bytes=";

    public long length() {
        return last - first + 1;
    }

    /** The value of a Content-Range header. */
    public String contentRange(long sizeBytes) {
        return "bytes " + first + "-" + last + "/" + sizeBytes;
    }

    /**
     * The ranges that a Range header asks for of a file of that size.
     *
     * @return empty if the header is to be ignored: another unit, malformed, or more bytes in all
     *     than the file has twice over; an empty list if no range can be satisfied
     */
    public static Optional<List<ByteRange>> parse(String header, long sizeBytes) {
        if (!header.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
            return Optional.empty();
        }
        List<ByteRange> ranges = new ArrayList<>();
        String[] specs = header.substring(UNIT.length()).split(",", -1);
        if (specs.length > MAX_RANGES) {
            return Optional.empty();
        }
        long totalBytes = 0;
        boolean isEmptyList = true;
        for (String element : specs) {
            String spec = element.trim();
            if (spec.isEmpty()) {
                continue; // RFC 9110 section 5.6.1.2
            }
            isEmptyList = false;
            Optional<ByteRange> range;
            try {
                range = parseOne(spec, sizeBytes);
            } catch (NumberFormatException malformed) {
                return Optional.empty();
            }
            if (range.isPresent()) {
                ranges.add(range.get());
                totalBytes += range.get().length();
            }
        }
        return isEmptyList || totalBytes > 2 * sizeBytes ? Optional.empty() : Optional.of(ranges);
    }

    /** Empty if it cannot be satisfied; NumberFormatException if it is not a range at all. */
    private static Optional<ByteRange> parseOne(String spec, long sizeBytes) {
        int dash = spec.indexOf('-');
        if (dash < 0) {
            throw new NumberFormatException(spec);
        }
        if (dash == 0) {
            long suffixBytes = parseOffset(spec.substring(1));
            return suffixBytes == 0 || sizeBytes == 0
                    ? Optional.empty()
                    : Optional.of(
                            new ByteRange(Math.max(0, sizeBytes - suffixBytes), sizeBytes - 1));
        }
        long first = parseOffset(spec.substring(0, dash));
        long last =
                dash == spec.length() - 1 ? Long.MAX_VALUE : parseOffset(spec.substring(dash + 1));
        if (last < first) {
            throw new NumberFormatException(spec);
        }
        return first >= sizeBytes
                ? Optional.empty()
                : Optional.of(new ByteRange(first, Math.min(last, sizeBytes - 1)));
    }

    /** A number beyond all files is as good as the largest. */
    private static long parseOffset(String digits) {
        if (digits.isEmpty()) {
            throw new NumberFormatException("no digits");
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                throw new NumberFormatException(digits);
            }
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLarge) {
            return Long.MAX_VALUE;
        }
    }
}
