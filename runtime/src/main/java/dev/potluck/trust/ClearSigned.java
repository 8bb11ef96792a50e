package dev.potluck.trust;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A text signed in the open (RFC 9580 section 7), which is how InRelease comes.
 *
 * <pre>
 * -----BEGIN PGP SIGNED MESSAGE-----
 * Hash: SHA512
 *
 * Origin: Debian
 * - -a line that begins with a dash
 * -----BEGIN PGP SIGNATURE-----
 * …                                      one or more blocks of armor
 * -----END PGP SIGNATURE-----
 * </pre>
 *
 * <p>Stricter than the standard: nothing but the block may be in the file, no header but
 * {@code Hash}, no unescaped dash, no carriage return inside a line. Each of these would be read by
 * some client as part of the index, and none is signed.
 */
final class ClearSigned {
    private static final byte[] BEGIN = Armor.ascii("-----BEGIN PGP SIGNED MESSAGE-----");
    private static final byte[] ANY_BEGIN = Armor.ascii("-----BEGIN PGP ");
    private static final byte[] ESCAPE = Armor.ascii("- ");
    private static final byte[] DASH = Armor.ascii("-");
    private static final Pattern HASH_HEADER = Pattern.compile("Hash: ?[A-Za-z0-9, /-]{1,200}");

    private final byte[] text;
    private final byte[] signatures;

    private ClearSigned(byte[] text, byte[] signatures) {
        this.text = text;
        this.signatures = signatures;
    }

    /**
     * What the signatures are over: trailing white space off each line, lines joined by CR LF, and
     * none at the end.
     */
    byte[] text() {
        return text;
    }

    /** The packets of all signature blocks. */
    byte[] signatures() {
        return signatures;
    }

    /**
     * Takes a clear-signed file apart.
     *
     * @return empty if the file is plain text
     * @throws MalformedOpenPgpException if a clear-signed block is in the file but is not all
     */
    static Optional<ClearSigned> parse(byte[] file) throws MalformedOpenPgpException {
        Lines lines = new Lines(file);
        if (!lines.advance() || !lines.is(BEGIN)) {
            requirePlain(file);
            return Optional.empty();
        }
        skipHeaders(lines);
        byte[] text = readText(lines, file);
        return Optional.of(new ClearSigned(text, readSignatures(lines)));
    }

    private static void requirePlain(byte[] file) throws MalformedOpenPgpException {
        Lines lines = new Lines(file);
        while (lines.advance()) {
            if (lines.startsWith(ANY_BEGIN)) {
                throw malformed(lines, "text stands before the signed message");
            }
        }
    }

    private static void skipHeaders(Lines lines) throws MalformedOpenPgpException {
        while (lines.advance()) {
            if (lines.isBlank()) {
                return;
            }
            if (!HASH_HEADER.matcher(lines.text()).matches()) {
                throw malformed(lines, "a header that is not 'Hash', or no empty line after it");
            }
        }
        throw malformed(lines, "the signed message ends in its headers");
    }

    /** Reads up to the first signature's line, which is then current. */
    private static byte[] readText(Lines lines, byte[] file) throws MalformedOpenPgpException {
        ByteArrayOutputStream text = new ByteArrayOutputStream(file.length);
        boolean first = true;
        while (lines.advance()) {
            if (Armor.SIGNATURE.begins(lines)) {
                return text.toByteArray();
            }
            if (lines.contains('\r')) {
                throw malformed(lines, "a carriage return inside the line");
            }
            boolean escaped = lines.startsWith(ESCAPE);
            if (!escaped && lines.startsWith(DASH)) {
                throw malformed(lines, "a dash that is not escaped");
            }
            if (!first) {
                text.write('\r');
                text.write('\n');
            }
            first = false;
            int start = lines.start() + (escaped ? ESCAPE.length : 0);
            text.write(file, start, Math.max(0, lines.strippedEnd() - start));
        }
        throw malformed(lines, "the signed message has no signature");
    }

    private static byte[] readSignatures(Lines lines) throws MalformedOpenPgpException {
        ByteArrayOutputStream packets = new ByteArrayOutputStream();
        do {
            if (Armor.SIGNATURE.begins(lines)) {
                packets.writeBytes(Armor.SIGNATURE.decodeBlock(lines));
            } else if (!lines.isBlank()) {
                throw malformed(lines, "text stands after the signature");
            }
        } while (lines.advance());
        return packets.toByteArray();
    }

    private static MalformedOpenPgpException malformed(Lines lines, String what) {
        return new MalformedOpenPgpException("line " + lines.number() + ": " + what);
    }
}
