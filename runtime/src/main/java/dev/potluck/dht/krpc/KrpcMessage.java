package dev.potluck.dht.krpc;

import dev.potluck.bencode.Bencode;
import dev.potluck.bencode.ByteString;
import dev.potluck.bencode.MalformedBencodeException;

/**
 * One datagram of KRPC.
 *
 * <p>On the wire a dictionary, its keys in this order (all optional but {@code t} and {@code y}):
 *
 * <pre>
 * a   arguments of a query          r   values of a reply
 * e   [code, text] of an error      ro  1: the asker cannot be reached (BEP 43)
 * ip  the asker as seen (BEP 42)    t   transaction id, 2 to 4 bytes
 * n   the network: "pl1"            v   the program: "PL01"
 * q   the query's name              y   "q", "r" or "e"
 * </pre>
 *
 * Sample: {@code d1:ad2:id20:....................e1:n3:pl11:q4:ping1:t4:aaaa1:v4:PL011:y1:qe}.
 */
public sealed interface KrpcMessage permits KrpcQuery, KrpcReply, KrpcError {
    /** Messages to nodes of our own network: what IPv6 carries everywhere without fragments. */
    int MAX_OWN_BYTES = 1_232;
    /** Messages to anybody else. */
    int MAX_FOREIGN_BYTES = 1_024;

    /** What ties a reply to its query. */
    ByteString transactionId();

    /** Whether the sender says it is of our network; others are answered but never kept. */
    boolean sameNetwork();

    /** The datagram. */
    byte[] encode();

    /**
     * Reads a datagram.
     *
     * @throws MalformedBencodeException if it is not KRPC, or a known field breaks its form
     */
    static KrpcMessage decode(byte[] datagram) throws MalformedBencodeException {
        return new KrpcReader(Bencode.decode(datagram)).message();
    }
}
