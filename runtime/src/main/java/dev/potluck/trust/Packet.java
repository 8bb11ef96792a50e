package dev.potluck.trust;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One OpenPGP packet, found but not understood (RFC 9580 section 4.2).
 *
 * <pre>
 * new format  11tttttt  length of 1, 2 or 5 bytes          body
 * old format  10ttttll  length of 1, 2 or 4 bytes (ll 0-2) body
 *
 * 88 75 04 01 16 0a …   old format, tag 2 (signature), 0x75 bytes of body
 * </pre>
 *
 * <p>Lengths that are partial or indeterminate are refused: they are for streamed data, and nothing
 * read here is.
 */
final class Packet {
    static final int SIGNATURE = 2;
    static final int PUBLIC_KEY = 6;
    static final int MARKER = 10;
    static final int TRUST = 12;
    static final int PUBLIC_SUBKEY = 14;
    static final int PADDING = 21;

    private final int tag;
    private final byte[] bytes;
    private final int bodyOffset;

    private Packet(int tag, byte[] bytes, int bodyOffset) {
        this.tag = tag;
        this.bytes = bytes;
        this.bodyOffset = bodyOffset;
    }

    /**
     * Cuts a sequence of packets apart.
     *
     * @throws MalformedOpenPgpException if it is not one, or has more than {@code maxPackets}
     */
    static List<Packet> split(byte[] data, int maxPackets) throws MalformedOpenPgpException {
        List<Packet> packets = new ArrayList<>();
        int offset = 0;
        while (offset < data.length) {
            if (packets.size() == maxPackets) {
                throw new MalformedOpenPgpException("more than " + maxPackets + " packets");
            }
            Packet packet = at(data, offset);
            packets.add(packet);
            offset += packet.bytes.length;
        }
        return packets;
    }

    private static Packet at(byte[] data, int offset) throws MalformedOpenPgpException {
        int header = data[offset] & 0xff;
        if ((header & 0x80) == 0) {
            throw malformed(offset, "no packet begins with 0x%02x".formatted(header));
        }
        boolean newFormat = (header & 0x40) != 0;
        int tag = newFormat ? header & 0x3f : header >> 2 & 0x0f;
        int lengthBytes = newFormat ? newLengthBytes(data, offset) : oldLengthBytes(header, offset);
        long bodyBytes = number(data, offset + 1, lengthBytes);
        if (newFormat && lengthBytes == 2) {
            bodyBytes = bodyBytes - (192 << 8) + 192;
        } else if (newFormat && lengthBytes == 5) {
            bodyBytes &= 0xffff_ffffL;
        }
        int bodyOffset = 1 + lengthBytes;
        if (bodyBytes > data.length - offset - bodyOffset) {
            throw malformed(offset, "a packet of %d bytes is cut short".formatted(bodyBytes));
        }
        int end = offset + bodyOffset + (int) bodyBytes;
        return new Packet(tag, Arrays.copyOfRange(data, offset, end), bodyOffset);
    }

    private static int newLengthBytes(byte[] data, int offset) throws MalformedOpenPgpException {
        int first = (int) number(data, offset + 1, 1);
        if (first >= 224 && first < 255) {
            throw malformed(offset, "a packet of partial length");
        }
        if (first == 255) {
            return 5;
        }
        return first < 192 ? 1 : 2;
    }

    private static int oldLengthBytes(int header, int offset) throws MalformedOpenPgpException {
        int type = header & 3;
        if (type == 3) {
            throw malformed(offset, "a packet of indeterminate length");
        }
        return 1 << type;
    }

    private static long number(byte[] data, int offset, int length)
            throws MalformedOpenPgpException {
        if (length > data.length - offset) {
            throw malformed(offset, "a packet's length is cut short");
        }
        long number = 0;
        for (int i = 0; i < length; i++) {
            number = number << 8 | data[offset + i] & 0xff;
        }
        return number;
    }

    private static MalformedOpenPgpException malformed(int offset, String what) {
        return new MalformedOpenPgpException("at offset " + offset + ": " + what);
    }

    /** The packet's type. */
    int tag() {
        return tag;
    }

    /** The packet with its header; not to be written to. */
    byte[] bytes() {
        return bytes;
    }

    /** The packet's body alone. */
    byte[] body() {
        return Arrays.copyOfRange(bytes, bodyOffset, bytes.length);
    }
}
