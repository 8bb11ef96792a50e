package dev.potluck.mirror;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/** Percent-encoding of paths (RFC 3986 section 2) as archives expect it. */
final class PercentEncoding {
    private static final String HEX = "0123456789ABCDEF";
    private static final String UNRESERVED =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    /** Left as they are in a path. {@code +} is missing: some stores read a bare one as a space. */
    private static final BitSet PATH = set(UNRESERVED + "/:@!$&'()*,;=");

    /** What may stand in a target that is already encoded. */
    private static final BitSet TARGET = set(UNRESERVED + "/:@!$&'()*,;=+%?[]|^`{}\\\"<>");

    private PercentEncoding() {}

    private static BitSet set(String characters) {
        BitSet set = new BitSet();
        characters.chars().forEach(set::set);
        return set;
    }

    /**
     * Encodes a decoded path: all but unreserved characters and {@code / : @ ! $ & ' ( ) * , ; =}.
     */
    static String encodePath(String path) {
        return encode(path, PATH);
    }

    /**
     * Encodes only what could not stand in a request line: spaces, control and non-ASCII
     * characters.
     */
    static String encodeStray(String target) {
        return encode(target, TARGET);
    }

    private static String encode(String text, BitSet allowed) {
        if (text.chars().allMatch(allowed::get)) {
            return text;
        }
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            int value = Byte.toUnsignedInt(b);
            if (allowed.get(value)) {
                encoded.append((char) value);
            } else {
                encoded.append('%').append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 0xf));
            }
        }
        return encoded.toString();
    }

    /** RFC 3986 section 5.2.4 on an absolute path, whose query is left alone. */
    static String removeDotSegments(String reference) {
        int query = reference.indexOf('?');
        String path = query < 0 ? reference : reference.substring(0, query);
        Deque<String> names = new ArrayDeque<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean isLast = i == segments.length - 1;
            if (segments[i].equals("..")) {
                names.pollLast();
            } else if (!segments[i].equals(".")) {
                names.addLast(segments[i]);
            }
            if (isLast && (segments[i].equals(".") || segments[i].equals(".."))) {
                names.addLast("");
            }
        }
        String resolved = "/" + String.join("/", names);
        return query < 0 ? resolved : resolved + reference.substring(query);
    }
}
