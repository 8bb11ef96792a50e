package dev.potluck.dht.krpc;

import dev.potluck.bencode.BencodeWriter;
import dev.potluck.bencode.ByteString;

/**
 * The refusal of a query (BEP 5, "Errors").
 *
 * @param transactionId that of the query
 * @param sameNetwork whether it carries our network's name
 * @param code one of the codes below, or whatever a stranger sends
 * @param text for people
 */
public record KrpcError(ByteString transactionId, boolean sameNetwork, int code, String text)
        implements KrpcMessage {
    /** The node is busy, or full. */
    public static final int SERVER = 202;
    /** Malformed query, or a bad token. */
    public static final int PROTOCOL = 203;
    /** No such query here. */
    public static final int UNKNOWN_METHOD = 204;
    /** The item of a {@code put} is too big (BEP 44). */
    public static final int ITEM_TOO_BIG = 205;

    /** Longer texts of strangers are cut. */
    static final int MAX_TEXT_BYTES = 128;

    @Override
    public byte[] encode() {
        BencodeWriter out = new BencodeWriter();
        out.beginDictionary().text("e").beginList().integer(code).text(text).end();
        KrpcNames.writeNetwork(out, sameNetwork);
        KrpcNames.writeTail(out, transactionId, "e");
        return out.end().toBytes();
    }
}
