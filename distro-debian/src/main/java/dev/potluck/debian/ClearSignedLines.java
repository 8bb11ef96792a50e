package dev.potluck.debian;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.MalformedIndexException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The signed text of a clear-signed message (RFC 9580 section 7), or all lines of a text that does
 * not start as one. Only what the signature covers is handed on: text around it is refused, so that
 * nobody can add to an InRelease. Whether the signature is good is not judged here.
 *
 * <pre>
 * -----BEGIN PGP SIGNED MESSAGE-----
 * Hash: SHA256
 *
 * Origin: Debian                          handed on, "- " before a dash taken away
 * -----BEGIN PGP SIGNATURE-----
 * iQIzBAEB...
 * -----END PGP SIGNATURE-----
 * </pre>
 */
final class ClearSignedLines implements Lines {
    private static final byte[] BEGIN_MESSAGE = ascii("-----BEGIN PGP SIGNED MESSAGE-----");
    private static final byte[] BEGIN_SIGNATURE = ascii("-----BEGIN PGP SIGNATURE-----");
    private static final byte[] END_SIGNATURE = ascii("-----END PGP SIGNATURE-----");

    private enum Part {
        START,
        UNSIGNED_TEXT,
        SIGNED_TEXT,
        END
    }

    private final ArchivePath index;
    private final Lines lines;
    private Part part = Part.START;
    private int escapeBytes;

    ClearSignedLines(ArchivePath index, Lines lines) {
        this.index = index;
        this.lines = lines;
    }

    @Override
    public boolean next() throws IOException {
        escapeBytes = 0;
        if (part == Part.END || !lines.next()) {
            return atEnd();
        }
        if (part == Part.START) {
            if (!isLine(BEGIN_MESSAGE)) {
                part = Part.UNSIGNED_TEXT;
                return true;
            }
            skipHeaders();
            part = Part.SIGNED_TEXT;
            return next();
        }
        return part == Part.UNSIGNED_TEXT || signedLine();
    }

    private boolean atEnd() throws IOException {
        if (part == Part.SIGNED_TEXT) {
            throw malformed("the message ends before its signature");
        }
        return false;
    }

    private void skipHeaders() throws IOException {
        do {
            if (!lines.next()) {
                throw malformed("the message ends within its armor headers");
            }
        } while (lines.start() < lines.end());
    }

    private boolean signedLine() throws IOException {
        if (isLine(BEGIN_SIGNATURE)) {
            skipSignature();
            part = Part.END;
            return false;
        }
        if (lines.start() < lines.end() && lines.buffer()[lines.start()] == '-') {
            if (lines.start() + 1 == lines.end() || lines.buffer()[lines.start() + 1] != ' ') {
                throw malformed("'- ' escapes a dash in signed text");
            }
            escapeBytes = 2;
        }
        return true;
    }

    private void skipSignature() throws IOException {
        do {
            if (!lines.next()) {
                throw malformed("the signature lacks its last line");
            }
        } while (!isLine(END_SIGNATURE));
        while (lines.next()) {
            if (lines.start() < lines.end()) {
                throw malformed("nothing stands behind the signature");
            }
        }
    }

    /** Whether the line is this one, trailing white space aside. */
    private boolean isLine(byte[] expected) {
        int end = lines.end();
        while (end > lines.start() && Text.isBlank(lines.buffer()[end - 1])) {
            end--;
        }
        return Arrays.equals(lines.buffer(), lines.start(), end, expected, 0, expected.length);
    }

    private MalformedIndexException malformed(String expected) {
        return new MalformedIndexException(index, lines.number(), expected);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public byte[] buffer() {
        return lines.buffer();
    }

    @Override
    public int start() {
        return lines.start() + escapeBytes;
    }

    @Override
    public int end() {
        return lines.end();
    }

    @Override
    public long number() {
        return lines.number();
    }
}
