package dev.potluck.dht.krpc;

import dev.potluck.bencode.BencodeWriter;
import dev.potluck.bencode.ByteString;

/**
 * A query.
 *
 * @param transactionId what the reply will repeat
 * @param sameNetwork whether it carries our network's name
 * @param readOnly whether the asker cannot be reached, so must not enter a table (BEP 43)
 * @param question what is asked
 */
public record KrpcQuery(
        ByteString transactionId, boolean sameNetwork, boolean readOnly, Question question)
        implements KrpcMessage {
    @Override
    public byte[] encode() {
        BencodeWriter out = new BencodeWriter();
        out.beginDictionary().text("a").beginDictionary();
        question.writeArguments(out);
        out.end();
        KrpcNames.writeNetwork(out, sameNetwork);
        out.text("q").text(question.method());
        if (readOnly) {
            out.text("ro").integer(1);
        }
        KrpcNames.writeTail(out, transactionId, "q");
        return out.end().toBytes();
    }
}
