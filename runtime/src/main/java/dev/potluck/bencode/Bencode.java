package dev.potluck.bencode;

/** Decodes and encodes whole bencoded messages (BEP 3). */
public final class Bencode {
    /** The largest message that is looked at: more than a UDP datagram on Ethernet carries. */
    public static final int MAX_MESSAGE_BYTES = 2_048;

    private Bencode() {}

    /**
     * Decodes a message that is one value from its first byte to its last.
     *
     * @throws MalformedBencodeException if it is not, or breaks a limit of {@link BencodeDecoder}
     */
    public static BValue decode(byte[] message) throws MalformedBencodeException {
        if (message.length > MAX_MESSAGE_BYTES) {
            throw new MalformedBencodeException(
                    MAX_MESSAGE_BYTES,
                    "message of " + message.length + " bytes, at most " + MAX_MESSAGE_BYTES);
        }
        return new BencodeDecoder(message).decodeAll();
    }

    /** The canonical encoding: keys sorted, shortest numbers. */
    public static byte[] encode(BValue value) {
        BencodeWriter out = new BencodeWriter();
        value.writeTo(out);
        return out.toBytes();
    }
}
