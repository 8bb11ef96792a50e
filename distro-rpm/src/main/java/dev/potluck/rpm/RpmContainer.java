package dev.potluck.rpm;

import dev.potluck.api.CompressedPart;
import dev.potluck.api.PackageContainer;

import org.pf4j.Extension;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.List;

/**
 * An .rpm of format version 3 or 4 (RPM's manual, "Package Format V4"): two headers, then one
 * compressed cpio archive.
 *
 * <pre>
 * lead 96 | signature header, padded to 8 | header | payload
 * header: 8e ad e8 01 | reserved 4 | index entries u32 | store bytes u32 | entries of 16 | store
 * </pre>
 */
@Extension
public final class RpmContainer implements PackageContainer {
    private static final int LEAD_BYTES = 96;
    private static final int LEAD_MAGIC = 0xedabeedb;
    private static final int HEADER_MAGIC = 0x8eade801;
    private static final int HEADER_INTRO_BYTES = 16;
    private static final int ENTRY_BYTES = 16;

    /** As rpm limits them: header.c, {@code hdrchkTags} and {@code hdrchkData}. */
    private static final int MAX_ENTRIES = 0xffff;

    private static final int MAX_STORE_BYTES = 256 << 20;

    @Override
    public String name() {
        return "rpm";
    }

    @Override
    public List<CompressedPart> parts(SeekableByteChannel file) throws IOException {
        ByteBuffer lead = read(file, 0, LEAD_BYTES);
        if (lead.remaining() < LEAD_BYTES || lead.getInt() != LEAD_MAGIC) {
            return List.of();
        }
        long signatureEnd = endOfHeader(file, LEAD_BYTES);
        long payloadAt = signatureEnd < 0 ? -1 : endOfHeader(file, (signatureEnd + 7) & ~7L);
        return payloadAt < 0 || payloadAt >= file.size()
                ? List.of()
                : List.of(new CompressedPart(payloadAt, file.size() - payloadAt));
    }

    /** Negative if there is no header. */
    private static long endOfHeader(SeekableByteChannel file, long at) throws IOException {
        ByteBuffer intro = read(file, at, HEADER_INTRO_BYTES);
        if (intro.remaining() < HEADER_INTRO_BYTES || intro.getInt() != HEADER_MAGIC) {
            return -1;
        }
        intro.getInt(); // reserved
        int entries = intro.getInt();
        int storeBytes = intro.getInt();
        return entries < 0
                        || entries > MAX_ENTRIES
                        || storeBytes < 0
                        || storeBytes > MAX_STORE_BYTES
                ? -1
                : at + HEADER_INTRO_BYTES + (long) entries * ENTRY_BYTES + storeBytes;
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
}
