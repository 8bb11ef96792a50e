package dev.potluck.proxy;

import dev.potluck.api.ArchivePath;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Request paths as archive paths (RFC 3986 section 2.1). */
final class PercentDecoding {
    private PercentDecoding() {}

    /**
     * The path that an encoded one names; {@code +} stays {@code +}, and bytes that a careless
     * client did not encode are taken as if they were.
     *
     * @throws BadRequestException if an escape is malformed, or the path leads out of the host's
     *     root
     */
    static ArchivePath archivePath(String encoded) throws BadRequestException {
        try {
            return ArchivePath.parse(decode(encoded));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(400, "the path is not one: " + e.getMessage());
        }
    }

    /**
     * Whether a name in the path has a slash in it, as those of some package registries do. It
     * stands for another file than the path with a plain slash (RFC 3986 section 2.2).
     */
    static boolean hasEncodedSlash(String encoded) {
        return encoded.contains("%2F") || encoded.contains("%2f");
    }

    private static String decode(String encoded) throws BadRequestException {
        if (encoded.chars().allMatch(c -> c < 0x80 && c != '%')) {
            return encoded;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                bytes.write(escape(encoded, i));
                i += 2;
            } else {
                bytes.write(c); // the server hands bytes over as ISO 8859-1
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadRequestException(400, "the path is not UTF-8");
        }
    }

    private static int escape(String encoded, int at) throws BadRequestException {
        if (at + 2 < encoded.length()) {
            int high = Character.digit(encoded.charAt(at + 1), 16);
            int low = Character.digit(encoded.charAt(at + 2), 16);
            if (high >= 0 && low >= 0 && !(high == 2 && low == 15)) { // %2F is no separator
                return high << 4 | low;
            }
        }
        throw new BadRequestException(400, "malformed escape at " + at + " of the path");
    }
}
