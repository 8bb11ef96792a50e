package dev.potluck.dht;

import dev.potluck.bencode.BValue;
import dev.potluck.bencode.ByteString;
import dev.potluck.dht.krpc.AnnouncedKey;
import dev.potluck.dht.krpc.Answer;
import dev.potluck.dht.krpc.KrpcError;
import dev.potluck.dht.krpc.KrpcMessage;
import dev.potluck.dht.krpc.KrpcQuery;
import dev.potluck.dht.krpc.KrpcReply;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.dht.krpc.Question;
import dev.potluck.dht.krpc.Want;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Timers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Answers the questions of others.
 *
 * <p>A source is <em>proven</em> when it has answered us lately or shows a token of ours. Any other
 * may be a forged address, at which our answer would be aimed: it gets
 * {@value #NODES_FOR_STRANGERS} nodes and {@value #PEERS_FOR_STRANGERS} peers, and never more than
 * {@value #MAX_AMPLIFICATION} bytes for each of its own. An item, which is larger, waits until the
 * source has answered a ping.
 */
final class Responder {
    static final int NODES_FOR_STRANGERS = 4;
    static final int PEERS_FOR_STRANGERS = 8;
    /** Of the nodes for strangers, how many are not the nearest but the next ones, in turn. */
    static final int NODES_IN_TURN = 2;
    /** Peers in an answer to a proven source. */
    static final int MAX_PEERS = 50;
    /** Bytes out for each byte in, towards a source that may be forged. */
    static final int MAX_AMPLIFICATION = 3;
    /** Answers that wait for the source to prove itself. */
    static final int MAX_WAITING = 64;

    /** Where answers go. */
    interface Out {
        void send(Endpoint to, byte[] datagram);
    }

    private final Families families;
    private final DhtStores stores;
    private final RpcManager rpc;
    private final Timers timers;
    private final Traffic traffic;
    private int waiting;
    private int turn;

    Responder(Families families, DhtStores stores, RpcManager rpc, Timers timers, Traffic traffic) {
        this.families = families;
        this.stores = stores;
        this.rpc = rpc;
        this.timers = timers;
        this.traffic = traffic;
    }

    /**
     * A query to be answered.
     *
     * @param from its source
     * @param query what it says
     * @param bytes its size
     * @param answeredLately whether the source answered us lately, under the id it names
     */
    record Incoming(Endpoint from, KrpcQuery query, int bytes, boolean answeredLately) {}

    /** Answers {@code incoming} by {@code out}, for {@code family}. */
    void answer(Incoming incoming, Family family, Out out) {
        Exchange exchange = new Exchange(incoming, family, out);
        Endpoint from = incoming.from();
        KrpcQuery query = incoming.query();
        Question question = query.question();
        if (question instanceof Question.Ping) {
            exchange.reply(Answer.of(family.ownId()));
        } else if (question instanceof Question.FindNode asked) {
            boolean proven = exchange.isProven(asked.token());
            exchange.replyNodes(asked.target(), asked.want(), proven, Answer.Peers.NONE);
        } else if (question instanceof Question.GetPeers asked) {
            boolean proven = exchange.isProven(asked.token());
            int limit = proven ? MAX_PEERS : PEERS_FOR_STRANGERS;
            exchange.replyNodes(
                    asked.key(), asked.want(), proven, stores.peers().sample(asked.key(), limit));
        } else if (question instanceof Question.GetItem asked) {
            answerItem(exchange, asked);
        } else if (question instanceof Question.AnnouncePeer asked) {
            int port = asked.port() == 0 ? from.port() : asked.port();
            store(exchange, asked.token(), port, List.of(asked.file()));
        } else if (question instanceof Question.AnnounceBatch asked) {
            store(exchange, asked.token(), asked.port(), asked.files());
        } else if (question instanceof Question.PutItem asked) {
            put(exchange, asked);
        } else {
            exchange.refuse(KrpcError.UNKNOWN_METHOD, "unknown method");
        }
    }

    private void answerItem(Exchange exchange, Question.GetItem asked) {
        Optional<BValue> item = stores.items().get(asked.target());
        boolean proven = exchange.isProven(asked.token());
        if (item.isEmpty()) {
            exchange.replyNodes(asked.target(), asked.want(), proven, Answer.Peers.NONE);
        } else if (proven) {
            exchange.replyItem(item);
        } else if (waiting < MAX_WAITING) {
            waiting++;
            Question ping = new Question.Ping(exchange.family.ownId());
            rpc.ask(exchange.from, asked.id(), ping, new RpcManager.Callback() {
                @Override
                public void answered(RpcAnswer answer) {
                    waiting--;
                    exchange.replyItem(item);
                }

                @Override
                public void failed() {
                    waiting--;
                }
            });
        }
    }

    private void store(Exchange exchange, ByteString token, int port, List<AnnouncedKey> files) {
        if (!exchange.hasValidToken(token)) {
            return;
        }
        Endpoint peer = exchange.from.withPort(port);
        int kept = 0;
        for (AnnouncedKey file : files) {
            kept += stores.peers().add(file.key(), peer, file.hint()) ? 1 : 0;
        }
        if (kept == files.size()) {
            exchange.replyStored(files.size() > 1);
        } else {
            exchange.refuse(KrpcError.SERVER, "too many records of this address");
        }
    }

    private void put(Exchange exchange, Question.PutItem asked) {
        if (!exchange.hasValidToken(asked.token())) {
            return;
        }
        if (!ItemStore.fits(asked.value())) {
            exchange.refuse(KrpcError.ITEM_TOO_BIG, "item too big");
        } else if (stores.items().put(asked.value(), exchange.from)) {
            exchange.reply(Answer.of(exchange.family.ownId()));
        } else {
            exchange.refuse(KrpcError.SERVER, "too many items of this address");
        }
    }

    /** One query, and what its answer needs to know of it. */
    private final class Exchange {
        final Incoming incoming;
        final Endpoint from;
        final KrpcQuery query;
        final Family family;
        final Consumer<byte[]> out;

        Exchange(Incoming incoming, Family family, Out out) {
            this.incoming = incoming;
            this.from = incoming.from();
            this.query = incoming.query();
            this.family = family;
            this.out = datagram -> out.send(from, datagram);
        }

        boolean isProven(ByteString token) {
            return incoming.answeredLately()
                    || !token.isEmpty() && stores.tokens().isValid(from, token);
        }

        boolean hasValidToken(ByteString token) {
            boolean valid = stores.tokens().isValid(from, token);
            if (!valid) {
                traffic.forgedTokens++;
                refuse(KrpcError.PROTOCOL, "bad token");
            }
            return valid;
        }

        void refuse(int code, String text) {
            out.accept(new KrpcError(query.transactionId(), true, code, text).encode());
        }

        void reply(Answer answer) {
            out.accept(message(answer).encode());
        }

        private KrpcReply message(Answer answer) {
            return new KrpcReply(query.transactionId(), true, Optional.of(from), answer);
        }

        void replyItem(Optional<BValue> item) {
            ByteString token = stores.tokens().tokenFor(from);
            Answer answer = new Answer(family.ownId(), List.of(), token, Answer.Peers.NONE, item);
            fit(answer, maxBytes(true));
        }

        void replyNodes(NodeId target, Want want, boolean proven, Answer.Peers peers) {
            Want wanted = want.orFamily(from.isV6());
            List<NodeInfo> nodes = new ArrayList<>();
            if (wanted.v4()) {
                nodes.addAll(known(false, target));
            }
            if (wanted.v6()) {
                nodes.addAll(known(true, target));
            }
            if (!proven) {
                nodes = someOf(nodes);
            }
            fit(
                    new Answer(family.ownId(), nodes, placeToken(), peers, Optional.empty()),
                    maxBytes(proven));
        }

        /** Who announces so many files has more of them: the next token saves a question. */
        void replyStored(boolean moreToCome) {
            ByteString token = moreToCome ? placeToken() : ByteString.EMPTY;
            reply(new Answer(
                    family.ownId(), List.of(), token, Answer.Peers.NONE, Optional.empty()));
        }

        /** Records at a node that cannot be reached would be lost: it offers no place for them. */
        private ByteString placeToken() {
            return family.reachability.state() == Reachability.FIREWALLED
                    ? ByteString.EMPTY
                    : stores.tokens().tokenFor(from);
        }

        private List<NodeInfo> known(boolean ipv6, NodeId target) {
            long since = timers.nowMs() - RoutingTable.FRESH_MS;
            return families.of(ipv6)
                    .map(known -> known.table.closest(target, RoutingTable.K, since))
                    .orElse(List.of());
        }

        /**
         * The nearest, and others in turn: were it always the nearest few, and those dead, no
         * stranger would hear of the rest from anybody.
         */
        private List<NodeInfo> someOf(List<NodeInfo> nodes) {
            if (nodes.size() <= NODES_FOR_STRANGERS) {
                return nodes;
            }
            List<NodeInfo> some =
                    new ArrayList<>(nodes.subList(0, NODES_FOR_STRANGERS - NODES_IN_TURN));
            int others = nodes.size() - some.size();
            int start = some.size();
            for (int i = 0; i < NODES_IN_TURN; i++) {
                turn = (turn + 1) % others;
                some.add(nodes.get(start + turn));
            }
            return some;
        }

        private int maxBytes(boolean proven) {
            int packet =
                    query.sameNetwork() ? KrpcMessage.MAX_OWN_BYTES : KrpcMessage.MAX_FOREIGN_BYTES;
            return proven ? packet : Math.min(packet, MAX_AMPLIFICATION * incoming.bytes());
        }

        /** Sends as much of {@code answer} as fits: peers go by halves first, then nodes. */
        private void fit(Answer answer, int maxBytes) {
            Answer fitting = answer;
            byte[] datagram = message(fitting).encode();
            while (datagram.length > maxBytes && fitting.canShrink()) {
                fitting = fitting.shrunk();
                datagram = message(fitting).encode();
            }
            if (datagram.length <= maxBytes) {
                out.accept(datagram);
            } else {
                refuse(KrpcError.ITEM_TOO_BIG, "does not fit in a packet");
            }
        }
    }
}
