package dev.potluck.dht.krpc;

import dev.potluck.bencode.BencodeWriter;
import dev.potluck.bencode.ByteString;
import dev.potluck.net.Endpoint;

import java.util.Optional;

/**
 * The answer to a query.
 *
 * @param transactionId that of the query
 * @param sameNetwork whether it carries our network's name
 * @param asker the asker's endpoint as the answering node sees it (BEP 42)
 * @param answer what is answered
 */
public record KrpcReply(
        ByteString transactionId, boolean sameNetwork, Optional<Endpoint> asker, Answer answer)
        implements KrpcMessage {
    @Override
    public byte[] encode() {
        BencodeWriter out = new BencodeWriter();
        out.beginDictionary();
        if (asker.isPresent()) {
            out.text("ip").bytes(asker.get().compact());
        }
        KrpcNames.writeNetwork(out, sameNetwork);
        out.text("r").beginDictionary();
        answer.writeValues(out);
        out.end();
        KrpcNames.writeTail(out, transactionId, "r");
        return out.end().toBytes();
    }
}
