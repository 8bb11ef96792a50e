package dev.potluck.trust;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * ASCII armor (RFC 9580 section 6.2).
 *
 * <pre>
 * -----BEGIN PGP SIGNATURE-----
 * Comment: headers, perhaps
 *
 * iHUEARYKAB0WIQRM…        base64
 * =njUN                    checksum, perhaps; not checked, as the standard advises
 * -----END PGP SIGNATURE-----
 * </pre>
 */
final class Armor {
    /** Only the standard's own headers: any other would be unsigned text in a signed file. */
    static final Armor SIGNATURE =
            new Armor("PGP SIGNATURE", "(Version|Comment|Hash|Charset|MessageID): ?.*");

    static final Armor PUBLIC_KEY = new Armor("PGP PUBLIC KEY BLOCK", "[A-Za-z0-9-]+:.*");

    private final String type;
    private final Pattern header;
    private final byte[] begin;
    private final byte[] end;

    private Armor(String type, String header) {
        this.type = type;
        this.header = Pattern.compile(header);
        this.begin = ascii("-----BEGIN " + type + "-----");
        this.end = ascii("-----END " + type + "-----");
    }

    /** The bytes of a text in ASCII. */
    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the current line begins a block of this type. */
    boolean begins(Lines lines) {
        return lines.is(begin);
    }

    /** Whether any line of the data begins a block of this type. */
    boolean isIn(byte[] data) {
        Lines lines = new Lines(data);
        while (lines.advance()) {
            if (begins(lines)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The content of all blocks of this type, one after the other; what stands around them is
     * passed over.
     *
     * @throws MalformedOpenPgpException if a block is not armor or does not end
     */
    byte[] decodeAll(byte[] data) throws MalformedOpenPgpException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        Lines lines = new Lines(data);
        while (lines.advance()) {
            if (begins(lines)) {
                content.writeBytes(decodeBlock(lines));
            }
        }
        return content.toByteArray();
    }

    /**
     * The content of the block that begins at the current line; leaves its last line current.
     *
     * @throws MalformedOpenPgpException if it is not armor or does not end
     */
    byte[] decodeBlock(Lines lines) throws MalformedOpenPgpException {
        int beginLine = lines.number();
        boolean inHeaders = true;
        boolean checksumSeen = false;
        StringBuilder base64 = new StringBuilder();
        while (lines.advance()) {
            if (lines.is(end)) {
                return decode(base64, beginLine);
            }
            if (lines.isBlank()) {
                inHeaders = false;
            } else if (checksumSeen) {
                throw malformed(lines.number(), "a line between its checksum and its end");
            } else if (inHeaders && !header.matcher(lines.text()).matches()) {
                throw malformed(lines.number(), "neither a header nor the empty line after them");
            } else if (!inHeaders && base64.length() % 4 == 0 && lines.text().startsWith("=")) {
                checksumSeen = true;
            } else if (!inHeaders) {
                base64.append(lines.text());
            }
        }
        throw malformed(beginLine, "it does not end");
    }

    private byte[] decode(CharSequence base64, int beginLine) throws MalformedOpenPgpException {
        try {
            return Base64.getDecoder().decode(base64.toString());
        } catch (IllegalArgumentException e) {
            throw malformed(beginLine, "not base64: " + e);
        }
    }

    private MalformedOpenPgpException malformed(int line, String what) {
        return new MalformedOpenPgpException("line " + line + ": a " + type + ": " + what);
    }
}
