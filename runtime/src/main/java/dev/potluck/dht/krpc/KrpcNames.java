package dev.potluck.dht.krpc;

import dev.potluck.bencode.BencodeWriter;
import dev.potluck.bencode.ByteString;

/** The keys of KRPC, and what each of our messages carries. */
final class KrpcNames {
    static final ByteString ARGUMENTS = ByteString.ascii("a");
    static final ByteString ERROR = ByteString.ascii("e");
    static final ByteString ASKER = ByteString.ascii("ip");
    static final ByteString NETWORK = ByteString.ascii("n");
    static final ByteString METHOD = ByteString.ascii("q");
    static final ByteString RESULT = ByteString.ascii("r");
    static final ByteString READ_ONLY = ByteString.ascii("ro");
    static final ByteString TRANSACTION = ByteString.ascii("t");
    static final ByteString TYPE = ByteString.ascii("y");

    static final ByteString ID = ByteString.ascii("id");
    static final ByteString IMPLIED_PORT = ByteString.ascii("implied_port");
    static final ByteString INFO_HASH = ByteString.ascii("info_hash");
    static final ByteString KEYS = ByteString.ascii("keys");
    static final ByteString NODES = ByteString.ascii("nodes");
    static final ByteString NODES6 = ByteString.ascii("nodes6");
    static final ByteString PIECE_HASHES = ByteString.ascii("ph");
    static final ByteString PIECE_LIST = ByteString.ascii("pl");
    static final ByteString PORT = ByteString.ascii("port");
    static final ByteString TARGET = ByteString.ascii("target");
    static final ByteString TOKEN = ByteString.ascii("token");
    static final ByteString VALUE = ByteString.ascii("v");
    static final ByteString VALUES = ByteString.ascii("values");
    static final ByteString WANT = ByteString.ascii("want");
    static final ByteString WANT_V4 = ByteString.ascii("n4");
    static final ByteString WANT_V6 = ByteString.ascii("n6");

    /** The network's name in {@code n}. */
    static final ByteString POTLUCK = ByteString.ascii("pl1");

    private static final String PROGRAM = "PL01";

    private KrpcNames() {}

    static void writeNetwork(BencodeWriter out, boolean sameNetwork) {
        if (sameNetwork) {
            out.text("n").bytes(POTLUCK);
        }
    }

    static void writeTail(BencodeWriter out, ByteString transactionId, String type) {
        out.text("t").bytes(transactionId);
        out.text("v").text(PROGRAM);
        out.text("y").text(type);
    }
}
