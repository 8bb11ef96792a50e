package dev.potluck.dht.krpc;

import dev.potluck.bencode.BValue;
import dev.potluck.bencode.BencodeWriter;
import dev.potluck.bencode.ByteString;

import java.util.List;

/** What a query asks: its name and arguments. Each names the asker's id. */
public sealed interface Question {
    /** The asker's id. */
    NodeId id();

    /** The query's name on the wire ({@code q}). */
    String method();

    /** Writes the arguments, keys in canonical order. */
    void writeArguments(BencodeWriter out);

    private static void writeId(BencodeWriter out, NodeId id) {
        out.text("id").bytes(id.toBytes());
    }

    private static void writeToken(BencodeWriter out, ByteString token) {
        if (!token.isEmpty()) {
            out.text("token").bytes(token);
        }
    }

    /** Are you there? */
    record Ping(NodeId id) implements Question {
        @Override
        public String method() {
            return "ping";
        }

        @Override
        public void writeArguments(BencodeWriter out) {
            writeId(out, id);
        }
    }

    /**
     * Which nodes do you know near {@code target}?
     *
     * @param token one you gave me, showing that I am where I say; may be empty
     */
    record FindNode(NodeId id, NodeId target, Want want, ByteString token) implements Question {
        @Override
        public String method() {
            return "find_node";
        }

        @Override
        public void writeArguments(BencodeWriter out) {
            writeId(out, id);
            out.text("target").bytes(target.toBytes());
            writeToken(out, token);
            want.writeTo(out);
        }
    }

    /** Who has the file of this key? {@code token} as in {@link FindNode}. */
    record GetPeers(NodeId id, NodeId key, Want want, ByteString token) implements Question {
        @Override
        public String method() {
            return "get_peers";
        }

        @Override
        public void writeArguments(BencodeWriter out) {
            writeId(out, id);
            out.text("info_hash").bytes(key.toBytes());
            writeToken(out, token);
            want.writeTo(out);
        }
    }

    /**
     * I have this file.
     *
     * @param port my TCP port; 0: the port this query comes from ({@code implied_port})
     */
    record AnnouncePeer(NodeId id, AnnouncedKey file, int port, ByteString token)
            implements Question {
        @Override
        public String method() {
            return "announce_peer";
        }

        @Override
        public void writeArguments(BencodeWriter out) {
            writeId(out, id);
            if (port == 0) {
                out.text("implied_port").integer(1);
            }
            out.text("info_hash").bytes(file.key().toBytes());
            Answer.writeHint(out, file.hint());
            out.text("port").integer(port);
            writeToken(out, token);
        }
    }

    /** Have you this immutable item (BEP 44)? {@code token} as in {@link FindNode}. */
    record GetItem(NodeId id, NodeId target, Want want, ByteString token) implements Question {
        @Override
        public String method() {
            return "get";
        }

        @Override
        public void writeArguments(BencodeWriter out) {
            writeId(out, id);
            out.text("target").bytes(target.toBytes());
            writeToken(out, token);
            want.writeTo(out);
        }
    }

    /** Keep this immutable item (BEP 44). Alone of our queries without a target: so it fits. */
    record PutItem(NodeId id, BValue value, ByteString token) implements Question {
        @Override
        public String method() {
            return "put";
        }

        @Override
        public void writeArguments(BencodeWriter out) {
            writeId(out, id);
            writeToken(out, token);
            out.text("v").value(value);
        }
    }

    /**
     * I have all these files: {@link AnnouncePeer} for keys near one node, in one packet.
     *
     * <p>On the wire {@code keys} is the keys one after another. The hints of those that have one
     * follow as entries one after another: in {@code ph} the key's index (1 byte), the number of
     * hashes (1 byte) and the hashes; in {@code pl} the key's index and 20 bytes.
     *
     * @param target the place in the key space that they are near to
     * @param port my TCP port
     * @param files 1 to {@value #MAX_KEYS}
     */
    record AnnounceBatch(
            NodeId id, NodeId target, int port, ByteString token, List<AnnouncedKey> files)
            implements Question {
        /** Keys in a batch: 800 bytes. */
        public static final int MAX_KEYS = 40;

        /** Checks the number of files. */
        public AnnounceBatch {
            files = List.copyOf(files);
            if (files.isEmpty() || files.size() > MAX_KEYS) {
                throw new IllegalArgumentException("batch of " + files.size() + " keys");
            }
        }

        @Override
        public String method() {
            return "pl_announce";
        }

        @Override
        public void writeArguments(BencodeWriter out) {
            writeId(out, id);
            BatchHints.writeTo(out, files);
            out.text("port").integer(port);
            out.text("target").bytes(target.toBytes());
            writeToken(out, token);
        }
    }

    /** A query that is not known here and has no target. */
    record Unknown(NodeId id, String method) implements Question {
        @Override
        public void writeArguments(BencodeWriter out) {
            writeId(out, id);
        }
    }
}
