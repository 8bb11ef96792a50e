package dev.potluck.dht.krpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.bencode.Bencode;
import dev.potluck.bencode.ByteString;
import dev.potluck.bencode.MalformedBencodeException;
import dev.potluck.net.Endpoint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

final class KrpcMessageTest {
    private static final RandomGenerator RANDOM = RandomGenerator.of("L64X128MixRandom");
    private static final NodeId ID = NodeId.ofHex("000102030405060708090a0b0c0d0e0f10111213");
    private static final NodeId TARGET = NodeId.ofHex("ff0102030405060708090a0b0c0d0e0f10111213");
    private static final ByteString TID = ByteString.ascii("aaaa");
    private static final ByteString TOKEN = ByteString.ascii("12345678");
    private static final Endpoint V4 = Endpoint.ofV4(0xc000_0207, 9978);
    private static final Endpoint V6 = Endpoint.ofV6(0x2a00_0000_0000_0001L, 7, 9978);

    static Stream<KrpcMessage> messages() {
        PieceHint hashes = new PieceHint(bytes(48), ByteString.EMPTY);
        PieceHint list = new PieceHint(ByteString.EMPTY, bytes(20));
        Want both = new Want(true, true);
        Stream<KrpcMessage> queries = Stream.of(
                        new Question.Ping(ID),
                        new Question.FindNode(ID, TARGET, Want.SAME_FAMILY, ByteString.EMPTY),
                        new Question.GetPeers(ID, TARGET, both, TOKEN),
                        new Question.GetItem(ID, TARGET, new Want(false, true), TOKEN),
                        new Question.PutItem(ID, bytes(1104), TOKEN),
                        new Question.AnnouncePeer(
                                ID, new AnnouncedKey(TARGET, hashes), 9978, TOKEN),
                        new Question.AnnouncePeer(ID, AnnouncedKey.of(TARGET), 0, TOKEN),
                        new Question.AnnounceBatch(
                                ID,
                                TARGET,
                                9978,
                                TOKEN,
                                List.of(
                                        AnnouncedKey.of(ID),
                                        new AnnouncedKey(TARGET, hashes),
                                        new AnnouncedKey(ID, list))))
                .map(question -> new KrpcQuery(TID, true, false, question));
        List<NodeInfo> nodes = List.of(new NodeInfo(ID, V4), new NodeInfo(TARGET, V6));
        Answer.Peers peers = new Answer.Peers(List.of(V4, V6), list);
        return Stream.concat(
                queries,
                Stream.of(
                        new KrpcQuery(TID, false, true, new Question.Ping(ID)),
                        new KrpcReply(TID, true, Optional.of(V4), Answer.of(ID)),
                        new KrpcReply(
                                TID,
                                true,
                                Optional.of(V6),
                                new Answer(ID, nodes, TOKEN, peers, Optional.empty())),
                        new KrpcReply(
                                TID,
                                true,
                                Optional.empty(),
                                new Answer(
                                        ID,
                                        List.of(),
                                        TOKEN,
                                        Answer.Peers.NONE,
                                        Optional.of(bytes(1104)))),
                        new KrpcError(TID, true, KrpcError.PROTOCOL, "bad token")));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void decode_anyOfOurMessages_givesItBack(KrpcMessage message) throws Exception {
        byte[] datagram = message.encode();
        assertThat(KrpcMessage.decode(datagram)).isEqualTo(message);
        assertThat(Bencode.encode(Bencode.decode(datagram))).as("canonical").isEqualTo(datagram);
        assertThat(datagram.length).isLessThanOrEqualTo(KrpcMessage.MAX_OWN_BYTES);
    }

    @Test
    void encode_ping_isTheSampleOfTheDocs() {
        byte[] datagram = new KrpcQuery(TID, true, false, new Question.Ping(ID)).encode();
        assertThat(new String(datagram, StandardCharsets.ISO_8859_1))
                .startsWith("d1:ad2:id20:")
                .endsWith("e1:n3:pl11:q4:ping1:t4:aaaa1:v4:PL011:y1:qe");
    }

    @Test
    void encode_fullItem_fitsInOnePacket() {
        Answer full = new Answer(ID, List.of(), TOKEN, Answer.Peers.NONE, Optional.of(bytes(1104)));
        assertThat(new KrpcReply(TID, true, Optional.of(V6), full).encode().length)
                .isLessThanOrEqualTo(KrpcMessage.MAX_OWN_BYTES);
    }

    @Test
    void encode_fullBatch_fitsInOnePacket() {
        List<AnnouncedKey> files = Collections.nCopies(40, AnnouncedKey.of(TARGET));
        byte[] datagram = new KrpcQuery(
                        TID, true, true, new Question.AnnounceBatch(ID, TARGET, 9978, TOKEN, files))
                .encode();
        assertThat(datagram.length).isLessThan(KrpcMessage.MAX_FOREIGN_BYTES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "le",
                "de",
                "d1:t2:aae",
                "d1:t2:aa1:y1:xe",
                "d1:q4:ping1:t2:aa1:y1:qe",
                "d1:ad2:id3:abce1:q4:ping1:t2:aa1:y1:qe",
                "d1:ad2:id20:01234567890123456789e1:q9:find_node1:t2:aa1:y1:qe",
                "d1:rd2:id20:012345678901234567895:nodes3:abce1:t2:aa1:y1:re",
                "d1:rd2:id20:012345678901234567896:valuesl3:abcee1:t2:aa1:y1:re",
                "d1:rd2:id20:012345678901234567892:ph5:abcdee1:t2:aa1:y1:re"
            })
    void decode_brokenMessage_isRefused(String text) {
        assertThatThrownBy(() -> KrpcMessage.decode(text.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(MalformedBencodeException.class);
    }

    @Test
    void decode_unknownQueryWithTarget_isReadAsFindNode() throws Exception {
        String text = "d1:ad2:id20:012345678901234567896:target20:01234567890123456789e"
                + "1:q4:vote1:t2:aa1:y1:qe";
        KrpcMessage message = KrpcMessage.decode(text.getBytes(StandardCharsets.US_ASCII));
        assertThat(message).isInstanceOfSatisfying(KrpcQuery.class, query -> {
            assertThat(query.question()).isInstanceOf(Question.FindNode.class);
            assertThat(query.sameNetwork()).isFalse();
        });
    }

    @Test
    void decode_sampleInfohashes_isUnknown() throws Exception {
        String text = "d1:ad2:id20:012345678901234567896:target20:01234567890123456789e"
                + "1:q17:sample_infohashes1:t2:aa1:y1:qe";
        KrpcQuery query = (KrpcQuery) KrpcMessage.decode(text.getBytes(StandardCharsets.US_ASCII));
        assertThat(query.question()).isInstanceOf(Question.Unknown.class);
    }

    @Test
    void nodeId_randomAtPrefix_sharesExactlyThatManyBits() {
        for (int bits = 0; bits <= NodeId.SIZE_BITS; bits++) {
            assertThat(ID.randomAtPrefix(bits, RANDOM).commonPrefixBits(ID)).isEqualTo(bits);
        }
    }

    @Test
    void nodeId_compareDistance_isTheOrderOfTheXor() {
        List<NodeId> points = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            points.add(NodeId.random(RANDOM));
        }
        points.sort(TARGET::compareDistance);
        for (int i = 1; i < points.size(); i++) {
            assertThat(points.get(i - 1).commonPrefixBits(TARGET))
                    .isGreaterThanOrEqualTo(points.get(i).commonPrefixBits(TARGET));
        }
    }

    private static ByteString bytes(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return ByteString.of(bytes);
    }
}
