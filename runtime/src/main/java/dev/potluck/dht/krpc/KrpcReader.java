package dev.potluck.dht.krpc;

import dev.potluck.bencode.BDictionary;
import dev.potluck.bencode.BInteger;
import dev.potluck.bencode.BValue;
import dev.potluck.bencode.ByteString;
import dev.potluck.bencode.MalformedBencodeException;
import dev.potluck.net.Endpoint;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the three kinds of messages; what is unknown is skipped, what is known must be right. */
final class KrpcReader {
    private static final int MAX_TRANSACTION_BYTES = 32;
    private static final int MAX_METHOD_BYTES = 24;
    private static final int MAX_PORT = 65_535;
    /** BEP 51 would tell strangers what is shared; it has a target, but gets no nodes either. */
    private static final String REFUSED_METHOD = "sample_infohashes";

    private final BDictionary message;

    KrpcReader(BValue message) throws MalformedBencodeException {
        if (!(message instanceof BDictionary dictionary)) {
            throw new MalformedBencodeException(0, "dictionary expected");
        }
        this.message = dictionary;
    }

    KrpcMessage message() throws MalformedBencodeException {
        ByteString transactionId = required(message, KrpcNames.TRANSACTION);
        if (transactionId.length() > MAX_TRANSACTION_BYTES) {
            throw new MalformedBencodeException(-1, "t of " + transactionId.length() + " bytes");
        }
        boolean sameNetwork = message.bytes(KrpcNames.NETWORK)
                .filter(KrpcNames.POTLUCK::equals)
                .isPresent();
        String type = required(message, KrpcNames.TYPE).latin1();
        return switch (type) {
            case "q" ->
                new KrpcQuery(
                        transactionId,
                        sameNetwork,
                        message.integer(KrpcNames.READ_ONLY)
                                .filter(flag -> flag == 1)
                                .isPresent(),
                        question());
            case "r" -> new KrpcReply(transactionId, sameNetwork, asker(), answer());
            case "e" -> error(transactionId, sameNetwork);
            default -> throw new MalformedBencodeException(-1, "y is none of q, r, e");
        };
    }

    private Question question() throws MalformedBencodeException {
        BDictionary arguments = section(KrpcNames.ARGUMENTS);
        NodeId id = id(arguments, KrpcNames.ID);
        ByteString token = optionalToken(arguments);
        ByteString method = required(message, KrpcNames.METHOD);
        if (method.length() > MAX_METHOD_BYTES) {
            throw new MalformedBencodeException(-1, "q of " + method.length() + " bytes");
        }
        return switch (method.latin1()) {
            case "ping" -> new Question.Ping(id);
            case "find_node" ->
                new Question.FindNode(id, id(arguments, KrpcNames.TARGET), want(arguments), token);
            case "get_peers" ->
                new Question.GetPeers(
                        id, id(arguments, KrpcNames.INFO_HASH), want(arguments), token);
            case "get" ->
                new Question.GetItem(id, id(arguments, KrpcNames.TARGET), want(arguments), token);
            case "put" ->
                new Question.PutItem(
                        id,
                        arguments
                                .get(KrpcNames.VALUE)
                                .orElseThrow(
                                        () -> new MalformedBencodeException(-1, "v is missing")),
                        token);
            case "announce_peer" -> announcePeer(arguments, id, token);
            case "pl_announce" ->
                new Question.AnnounceBatch(
                        id,
                        id(arguments, KrpcNames.TARGET),
                        port(arguments),
                        token,
                        BatchHints.read(
                                required(arguments, KrpcNames.KEYS),
                                optional(arguments, KrpcNames.PIECE_HASHES),
                                optional(arguments, KrpcNames.PIECE_LIST)));
            default -> unknown(arguments, id, method.latin1());
        };
    }

    /** BEP 5 lets a query that nobody knows be answered like find_node when it has a target. */
    private static Question unknown(BDictionary arguments, NodeId id, String method)
            throws MalformedBencodeException {
        boolean hasTarget = arguments.bytes(KrpcNames.TARGET).isPresent();
        return hasTarget && !method.equals(REFUSED_METHOD)
                ? new Question.FindNode(
                        id, id(arguments, KrpcNames.TARGET), want(arguments), ByteString.EMPTY)
                : new Question.Unknown(id, method);
    }

    private static Question announcePeer(BDictionary arguments, NodeId id, ByteString token)
            throws MalformedBencodeException {
        boolean impliedPort = arguments
                .integer(KrpcNames.IMPLIED_PORT)
                .filter(flag -> flag != 0)
                .isPresent();
        AnnouncedKey file = new AnnouncedKey(id(arguments, KrpcNames.INFO_HASH), hint(arguments));
        return new Question.AnnouncePeer(id, file, impliedPort ? 0 : port(arguments), token);
    }

    private Answer answer() throws MalformedBencodeException {
        BDictionary values = section(KrpcNames.RESULT);
        List<NodeInfo> nodes = new ArrayList<>();
        readNodes(nodes, optional(values, KrpcNames.NODES), false);
        readNodes(nodes, optional(values, KrpcNames.NODES6), true);
        List<Endpoint> endpoints = new ArrayList<>();
        for (BValue value : values.list(KrpcNames.VALUES)) {
            if (endpoints.size() < Answer.MAX_PEERS) {
                readPeer(endpoints, value);
            }
        }
        PieceHint hint = hint(values);
        return new Answer(
                id(values, KrpcNames.ID),
                nodes,
                optionalToken(values),
                endpoints.isEmpty() && hint.isNone()
                        ? Answer.Peers.NONE
                        : new Answer.Peers(endpoints, hint),
                values.get(KrpcNames.VALUE));
    }

    private static void readPeer(List<Endpoint> endpoints, BValue value)
            throws MalformedBencodeException {
        if (!(value instanceof ByteString compact)
                || compact.length() != Endpoint.COMPACT_V4_BYTES
                        && compact.length() != Endpoint.COMPACT_V6_BYTES) {
            throw new MalformedBencodeException(-1, "values holds what is no compact peer");
        }
        endpoints.add(Endpoint.fromCompact(
                ByteBuffer.wrap(compact.toBytes()), compact.length() == Endpoint.COMPACT_V6_BYTES));
    }

    private static void readNodes(List<NodeInfo> nodes, ByteString compact, boolean ipv6)
            throws MalformedBencodeException {
        int entryBytes =
                NodeId.SIZE_BYTES + (ipv6 ? Endpoint.COMPACT_V6_BYTES : Endpoint.COMPACT_V4_BYTES);
        int count = compact.length() / entryBytes;
        if (compact.length() % entryBytes != 0 || count > Answer.MAX_NODES) {
            throw new MalformedBencodeException(-1, "nodes of " + compact.length() + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.wrap(compact.toBytes());
        for (int i = 0; i < count; i++) {
            nodes.add(new NodeInfo(NodeId.read(bytes), Endpoint.fromCompact(bytes, ipv6)));
        }
    }

    private KrpcError error(ByteString transactionId, boolean sameNetwork) {
        List<BValue> parts = message.list(KrpcNames.ERROR);
        int code = !parts.isEmpty() && parts.get(0) instanceof BInteger number
                ? (int) Math.max(-1, Math.min(number.value(), 999))
                : -1;
        ByteString text = parts.size() > 1 && parts.get(1) instanceof ByteString bytes
                ? bytes.slice(0, Math.min(bytes.length(), KrpcError.MAX_TEXT_BYTES))
                : ByteString.EMPTY;
        return new KrpcError(transactionId, sameNetwork, code, text.latin1());
    }

    /** Some write the address with the port, some without; other lengths say nothing. */
    private Optional<Endpoint> asker() {
        byte[] compact = optional(message, KrpcNames.ASKER).toBytes();
        boolean ipv6 = compact.length == 16 || compact.length == Endpoint.COMPACT_V6_BYTES;
        boolean ipv4 = compact.length == 4 || compact.length == Endpoint.COMPACT_V4_BYTES;
        if (!ipv4 && !ipv6) {
            return Optional.empty();
        }
        ByteBuffer padded =
                ByteBuffer.allocate(Endpoint.COMPACT_V6_BYTES).put(compact).rewind();
        return Optional.of(Endpoint.fromCompact(padded, ipv6));
    }

    private static Want want(BDictionary arguments) {
        List<BValue> wanted = arguments.list(KrpcNames.WANT);
        return wanted.isEmpty()
                ? Want.SAME_FAMILY
                : new Want(wanted.contains(KrpcNames.WANT_V4), wanted.contains(KrpcNames.WANT_V6));
    }

    private static PieceHint hint(BDictionary values) throws MalformedBencodeException {
        return PieceHint.of(
                optional(values, KrpcNames.PIECE_HASHES), optional(values, KrpcNames.PIECE_LIST));
    }

    private static int port(BDictionary arguments) throws MalformedBencodeException {
        long port = arguments.integer(KrpcNames.PORT).orElse(0L);
        if (port < 1 || port > MAX_PORT) {
            throw new MalformedBencodeException(-1, "port " + port);
        }
        return (int) port;
    }

    private static ByteString optionalToken(BDictionary from) throws MalformedBencodeException {
        ByteString token = optional(from, KrpcNames.TOKEN);
        if (token.length() > Answer.MAX_TOKEN_BYTES) {
            throw new MalformedBencodeException(-1, "token of " + token.length() + " bytes");
        }
        return token;
    }

    private static NodeId id(BDictionary from, ByteString name) throws MalformedBencodeException {
        ByteString bytes = required(from, name);
        if (bytes.length() != NodeId.SIZE_BYTES) {
            throw new MalformedBencodeException(
                    -1, name.latin1() + " of " + bytes.length() + " bytes, 20 expected");
        }
        return NodeId.ofPrefix(bytes.toBytes());
    }

    private BDictionary section(ByteString name) throws MalformedBencodeException {
        return message.dictionary(name)
                .orElseThrow(
                        () -> new MalformedBencodeException(-1, name.latin1() + " is missing"));
    }

    private static ByteString required(BDictionary from, ByteString name)
            throws MalformedBencodeException {
        return from.bytes(name)
                .orElseThrow(
                        () -> new MalformedBencodeException(-1, name.latin1() + " is missing"));
    }

    private static ByteString optional(BDictionary from, ByteString name) {
        return from.bytes(name).orElse(ByteString.EMPTY);
    }
}
