package dev.potluck.debian;

import dev.potluck.api.CompressedPart;
import dev.potluck.api.PackageContainer;

import org.pf4j.Extension;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A .deb (deb(5)): an ar archive of {@code debian-binary}, {@code control.tar.*} and
 * {@code data.tar.*}.
 *
 * <pre>
 * "!&lt;arch&gt;\n" | member...
 * member: name 16 | time 12 | uid 6 | gid 6 | mode 8 | size in decimal 10 | "`\n" | content
 * content is padded to 2
 * </pre>
 */
@Extension
public final class DebContainer implements PackageContainer {
    private static final byte[] MAGIC = "!<arch>\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 60;
    private static final int NAME_CHARS = 16;
    private static final int SIZE_AT = 48;
    private static final int SIZE_CHARS = 10;

    /** dpkg allows members after the three that it knows. */
    private static final int MAX_MEMBERS = 16;

    @Override
    public String name() {
        return "deb";
    }

    @Override
    public List<CompressedPart> parts(SeekableByteChannel file) throws IOException {
        if (!hasMagic(file)) {
            return List.of();
        }
        List<CompressedPart> parts = new ArrayList<>();
        long at = MAGIC.length;
        for (int member = 0; member < MAX_MEMBERS && at < file.size(); member++) {
            String header = text(read(file, at, HEADER_BYTES));
            long contentAt = at + HEADER_BYTES;
            long sizeBytes = header.endsWith("`\n") ? size(header) : -1;
            if (sizeBytes < 0 || sizeBytes > file.size() - contentAt) {
                return List.of();
            }
            if (sizeBytes > 0 && header.substring(0, NAME_CHARS).contains(".tar.")) {
                parts.add(new CompressedPart(contentAt, sizeBytes));
            }
            at = contentAt + sizeBytes + (sizeBytes & 1);
        }
        return parts;
    }

    private static boolean hasMagic(SeekableByteChannel file) throws IOException {
        return ByteBuffer.wrap(MAGIC).equals(read(file, 0, MAGIC.length));
    }

    private static long size(String header) {
        String digits = header.substring(SIZE_AT, SIZE_AT + SIZE_CHARS).strip();
        return digits.matches("[0-9]+") ? Long.parseLong(digits) : -1;
    }

    /** Fewer bytes if the file ends. */
    private static ByteBuffer read(SeekableByteChannel file, long at, int count)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        file.position(at);
        while (bytes.hasRemaining() && file.read(bytes) >= 0) {
            // until there are as many
        }
        return bytes.flip();
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }
}
