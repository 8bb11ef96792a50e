package dev.potluck.dht;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.bencode.ByteString;
import dev.potluck.dht.krpc.AnnouncedKey;
import dev.potluck.dht.krpc.Answer;
import dev.potluck.dht.krpc.KrpcError;
import dev.potluck.dht.krpc.KrpcMessage;
import dev.potluck.dht.krpc.KrpcQuery;
import dev.potluck.dht.krpc.KrpcReply;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.dht.krpc.PieceHint;
import dev.potluck.dht.krpc.Question;
import dev.potluck.dht.krpc.Want;
import dev.potluck.net.Endpoint;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One node, and a test that plays everybody else. */
final class DhtTest {
    private static final NodeId KEY = Samples.key(99);
    private static final ByteString NO_TOKEN = ByteString.EMPTY;

    private final ManualTimers timers = new ManualTimers();
    private final RandomGenerator random = Samples.random(5);
    private final RecordingPort port = new RecordingPort();
    private final Dht dht = new Dht(port, timers, Samples.random(6), DhtSettings.ipv4Only(9_978));
    private final NodeInfo alice = Samples.node(random);

    @Test
    void receive_ping_isAnsweredWithTheAskersAddress() {
        ask(alice, new Question.Ping(alice.id()));
        assertThat(reply().asker()).contains(alice.endpoint());
        assertThat(reply().answer().id()).isEqualTo(dht.ownId());
    }

    @Test
    void receive_announceWithItsToken_isFoundByOthers() {
        announce(alice, token(alice));
        NodeInfo bob = Samples.node(random);
        ask(bob, new Question.GetPeers(bob.id(), KEY, Want.SAME_FAMILY, NO_TOKEN));
        assertThat(reply().answer().peers().endpoints())
                .containsExactly(alice.endpoint().withPort(7_000));
    }

    @Test
    void receive_announceWithTokenOfAnother_isRefused() {
        NodeInfo bob = Samples.node(random);
        announce(alice, token(bob));
        assertThat(port.last().message())
                .isInstanceOfSatisfying(
                        KrpcError.class,
                        error -> assertThat(error.code()).isEqualTo(KrpcError.PROTOCOL));
        assertThat(dht.stats().tables().records()).isZero();
        assertThat(dht.stats().traffic().refused()).isEqualTo(1);
    }

    @Test
    void receive_batch_storesEveryKey() {
        List<AnnouncedKey> files = List.of(AnnouncedKey.of(KEY), AnnouncedKey.of(Samples.key(2)));
        ask(alice, new Question.AnnounceBatch(alice.id(), KEY, 7_000, token(alice), files));
        assertThat(reply().answer().token()).as("for the next batch").isNotEqualTo(NO_TOKEN);
        assertThat(dht.stats().tables().records()).isEqualTo(2);
    }

    @Test
    void receive_stranger_getsAtMostThreeTimesItsBytes() {
        fill(20);
        ByteString token = token(alice);
        for (int i = 0; i < 60; i++) {
            NodeInfo peer = Samples.node(random);
            announce(peer, token(peer));
        }
        timers.advance(60_000);
        NodeInfo bob = Samples.node(random);
        KrpcQuery query =
                Samples.query(new Question.GetPeers(bob.id(), KEY, Want.SAME_FAMILY, NO_TOKEN));
        port.deliver(bob.endpoint(), query);
        assertThat(port.last().length()).isLessThanOrEqualTo(3 * query.encode().length);
        assertThat(reply().answer().peers().endpoints()).hasSizeLessThanOrEqualTo(8);
        assertThat(reply().answer().nodes()).hasSizeLessThanOrEqualTo(4);

        ask(alice, new Question.GetPeers(alice.id(), KEY, Want.SAME_FAMILY, token(alice)));
        assertThat(reply().answer().peers().endpoints()).hasSizeGreaterThan(8);
        assertThat(reply().answer().nodes()).hasSizeGreaterThan(4);
        assertThat(port.last().length()).isLessThanOrEqualTo(KrpcMessage.MAX_OWN_BYTES);
        assertThat(token).isNotEqualTo(NO_TOKEN);
    }

    @Test
    void receive_getOfAnItem_isAnsweredOnceTheAskerAnsweredAPing() {
        ByteString item = ByteString.of(new byte[1_104]);
        ask(alice, new Question.PutItem(alice.id(), item, token(alice)));
        NodeInfo bob = Samples.node(random);
        NodeId target = ItemStore.targetOf(item);
        ask(bob, new Question.GetItem(bob.id(), target, Want.SAME_FAMILY, NO_TOKEN));
        KrpcQuery ping = (KrpcQuery) port.last().message();
        assertThat(ping.question()).isInstanceOf(Question.Ping.class);
        answer(bob, ping, Answer.of(bob.id()));
        assertThat(reply().answer().item()).contains(item);
    }

    @Test
    void receive_itemTooBig_isRefused() {
        ByteString item = ByteString.of(new byte[1_105]);
        ask(alice, new Question.PutItem(alice.id(), item, token(alice)));
        assertThat(port.last().message())
                .isInstanceOfSatisfying(
                        KrpcError.class,
                        error -> assertThat(error.code()).isEqualTo(KrpcError.ITEM_TOO_BIG));
    }

    @Test
    void receive_flood_isAnsweredTenTimes() {
        for (int i = 0; i < 500; i++) {
            ask(alice, new Question.Ping(alice.id()));
        }
        assertThat(port.sent).hasSize(10);
        assertThat(dht.stats().traffic().limited()).isEqualTo(490);
    }

    @Test
    void receive_queryOfAForeignNode_isAnsweredButNeverChecked() {
        port.deliver(
                alice.endpoint(),
                new KrpcQuery(Samples.TRANSACTION, false, false, new Question.Ping(alice.id())));
        int answered = port.sent.size();
        timers.advance(10 * 60_000);
        assertThat(answered).isEqualTo(1);
        assertThat(port.sent).hasSize(1);
    }

    @Test
    void receive_queryOfAReadOnlyNode_isNeverChecked() {
        port.deliver(
                alice.endpoint(),
                new KrpcQuery(Samples.TRANSACTION, true, true, new Question.Ping(alice.id())));
        timers.advance(10 * 60_000);
        assertThat(port.sent).hasSize(1);
    }

    @Test
    void receive_querySender_isCheckedOnlyWhenItsDoorIsShut() {
        ask(alice, new Question.Ping(alice.id()));
        timers.advance(ContactChecks.SENDER_DELAY_MS - 1);
        assertThat(port.sent).hasSize(1);
        timers.advance(1);
        KrpcQuery check = (KrpcQuery) port.last().message();
        answer(alice, check, Answer.of(alice.id()));
        assertThat(dht.nodes()).containsExactly(alice);
    }

    @Test
    void receive_idThatDoesNotFitItsAddress_entersNoTable() {
        NodeInfo liar = new NodeInfo(KEY, alice.endpoint());
        ask(liar, new Question.Ping(liar.id()));
        timers.advance(10 * 60_000);
        assertThat(port.sent).hasSize(1);
    }

    @Test
    void receive_replyFromAnotherAddressOrTransaction_isIgnored() {
        ask(alice, new Question.Ping(alice.id()));
        timers.advance(ContactChecks.SENDER_DELAY_MS);
        KrpcQuery check = (KrpcQuery) port.last().message();
        answer(Samples.node(random), check, Answer.of(alice.id()));
        port.deliver(
                alice.endpoint(),
                new KrpcReply(
                        ByteString.ascii("nope"), true, Optional.empty(), Answer.of(alice.id())));
        assertThat(dht.nodes()).isEmpty();
        assertThat(dht.stats().traffic().refused()).isEqualTo(2);
    }

    @Test
    void receive_garbage_isCountedAndNotAnswered() {
        port.deliver(alice.endpoint(), new byte[] {1, 2, 3});
        assertThat(port.sent).isEmpty();
        assertThat(dht.stats().traffic().malformed()).isEqualTo(1);
    }

    @Test
    void answered_othersSeeAPublicAddress_theIdFitsIt() {
        Endpoint own = Samples.publicEndpoint(random);
        fillSeenAs(4, Optional.of(own));
        assertThat(SecureId.matches(dht.ownId(), own)).isTrue();
        assertThat(dht.ownEndpoint(false)).contains(own);
    }

    @Test
    void save_restore_keepsIdAndNodes() throws Exception {
        fill(20);
        RecordingPort secondPort = new RecordingPort();
        Dht second = new Dht(secondPort, timers, Samples.random(8), DhtSettings.ipv4Only(9_978));
        second.restore(dht.save());
        second.start(List::of);
        assertThat(second.ownId()).isEqualTo(dht.ownId());
        assertThat(secondPort.sent).isNotEmpty();
        assertThat(dht.nodes().stream().map(NodeInfo::endpoint))
                .containsAll(
                        secondPort.sent.stream().map(RecordingPort.Sent::to).toList());
    }

    @Test
    void save_nobodyFound_keepsWhatWasRestored() throws Exception {
        fill(3);
        byte[] state = dht.save();
        Dht second = another(DhtSettings.ipv4Only(9_978));
        second.restore(state);
        second.start(List::of);
        assertThat(second.save()).isEqualTo(state);
    }

    @Test
    void start_manyRestored_stillAsksWhoIsNamed() throws Exception {
        fill(40);
        RecordingPort secondPort = new RecordingPort();
        Dht second = new Dht(secondPort, timers, Samples.random(8), DhtSettings.ipv4Only(9_978));
        second.restore(dht.save());
        second.start(() -> List.of(alice.endpoint()));
        assertThat(secondPort.sent).hasSize(Bootstrap.MAX_SEEDS);
        assertThat(secondPort.sent.get(0).to()).isEqualTo(alice.endpoint());
    }

    @Test
    void offer_whileOthersAreKnown_asksAtOnce() {
        fill(3);
        dht.start(List::of);
        dht.offer(List.of(alice.endpoint()));
        assertThat(port.last().to()).isEqualTo(alice.endpoint());
        answer(alice, (KrpcQuery) port.last().message(), Answer.of(alice.id()));
        assertThat(dht.nodes()).contains(alice);
        assertThat(dht.knownNodes()).hasSize(4).anySatisfy(known -> {
            assertThat(known.info()).isEqualTo(alice);
            assertThat(known.answeredAgoMs()).isZero();
        });
    }

    @Test
    void offer_moreThanAreAskedAtOnce_isBounded() {
        dht.start(List::of);
        List<Endpoint> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            many.add(Samples.publicEndpoint(random));
        }
        dht.offer(many);
        assertThat(port.sent).hasSize(Bootstrap.MAX_SEEDS);
    }

    @Test
    void getItem_nodeDoesNotAnswerGet_staysInTheTable() {
        fill(1);
        NodeInfo bob = dht.nodes().get(0);
        for (int i = 0; i < 10; i++) {
            dht.getItem(KEY, item -> assertThat(item).isEmpty());
            timers.advance(AnswerTimes.HARD_LIMIT_MS + 1);
        }
        assertThat(dht.nodes()).containsExactly(bob);
        assertThat(dht.knownNodes().get(0).failures()).isZero();
    }

    @Test
    void answered_foreignNode_entersTheTableInTrialsOnly() {
        for (DhtSettings settings :
                List.of(DhtSettings.ipv4Only(9_978), DhtSettings.amongForeignNodes(9_978))) {
            RecordingPort otherPort = new RecordingPort();
            Dht other = new Dht(otherPort, timers, Samples.random(9), settings);
            other.start(() -> List.of(alice.endpoint()));
            KrpcQuery query = (KrpcQuery) otherPort.last().message();
            otherPort.deliver(
                    alice.endpoint(),
                    new KrpcReply(
                            query.transactionId(), false, Optional.empty(), Answer.of(alice.id())));
            assertThat(other.nodes())
                    .hasSize(settings.membership() == DhtSettings.Membership.ANY ? 1 : 0);
        }
    }

    @Test
    void start_asGuest_saysThatItIsReadOnlyAndAnswersNobody() {
        RecordingPort guestPort = new RecordingPort();
        DhtSettings settings =
                new DhtSettings(true, false, 9_978, 300, DhtSettings.Membership.GUEST);
        Dht guest = new Dht(guestPort, timers, Samples.random(9), settings);
        guest.start(() -> List.of(alice.endpoint()));
        assertThat(((KrpcQuery) guestPort.last().message()).readOnly()).isTrue();
        int before = guestPort.sent.size();
        guestPort.deliver(
                alice.endpoint(),
                new KrpcQuery(
                        ByteString.ascii("ping"), false, false, new Question.Ping(alice.id())));
        assertThat(guestPort.sent).hasSize(before);
    }

    private Dht another(DhtSettings settings) {
        return new Dht(new RecordingPort(), timers, Samples.random(8), settings);
    }

    @Test
    void stop_afterwards_nothingIsSent() {
        fill(5);
        dht.start(List::of);
        dht.stop();
        int before = port.sent.size();
        ask(alice, new Question.Ping(alice.id()));
        timers.advance(3_600_000);
        assertThat(port.sent).hasSize(before);
    }

    @Test
    void stop_lookupAndSweepUnderWay_endThemAndSendNothing() {
        fill(20);
        List<LookupSummary> ended = new ArrayList<>();
        dht.lookup(KEY, new PeerListener() {
            @Override
            public void onPeers(List<Endpoint> peers, PieceHint hint) {}

            @Override
            public void onEnd(LookupSummary summary) {
                ended.add(summary);
            }
        });
        dht.announceSoon(AnnouncedKey.of(Samples.key(2)));
        int before = port.sent.size();
        dht.stop();
        assertThat(ended).hasSize(1);
        timers.advance(3_600_000);
        assertThat(port.sent).hasSize(before);
    }

    private void fill(int nodes) {
        fillSeenAs(nodes, Optional.empty());
    }

    @Test
    void publishItem_waitsUntilItsCostIsSavedUp() {
        fill(3);
        int before = port.sent.size();
        dht.publishItem(ByteString.of(new byte[1_000]));
        timers.advance(30_000);
        assertThat(lookedUp(before)).as("within half a minute").isFalse();
        timers.advance(60_000);
        assertThat(lookedUp(before)).as("a minute later").isTrue();
    }

    private boolean lookedUp(int since) {
        NodeId target = ItemStore.targetOf(ByteString.of(new byte[1_000]));
        return port.sent.subList(since, port.sent.size()).stream()
                .anyMatch(sent -> sent.message() instanceof KrpcQuery query
                        && query.question() instanceof Question.FindNode asked
                        && asked.target().equals(target));
    }

    private void fillSeenAs(int nodes, Optional<Endpoint> seenAs) {
        for (int i = 0; i < nodes; i++) {
            NodeInfo node = Samples.node(random);
            ask(node, new Question.Ping(node.id()));
            timers.advance(ContactChecks.SENDER_DELAY_MS);
            KrpcMessage check = port.last().message();
            if (check instanceof KrpcQuery query && port.last().to().equals(node.endpoint())) {
                port.deliver(
                        node.endpoint(),
                        new KrpcReply(query.transactionId(), true, seenAs, Answer.of(node.id())));
            }
        }
        dht.checkInvariant();
    }

    private void ask(NodeInfo node, Question question) {
        port.deliver(node.endpoint(), Samples.query(question));
    }

    private void answer(NodeInfo node, KrpcQuery query, Answer answer) {
        port.deliver(
                node.endpoint(),
                new KrpcReply(query.transactionId(), true, Optional.empty(), answer));
    }

    private ByteString token(NodeInfo node) {
        ask(node, new Question.FindNode(node.id(), KEY, Want.SAME_FAMILY, NO_TOKEN));
        return reply().answer().token();
    }

    private void announce(NodeInfo node, ByteString token) {
        ask(node, new Question.AnnouncePeer(node.id(), AnnouncedKey.of(KEY), 7_000, token));
    }

    private KrpcReply reply() {
        return (KrpcReply) port.last().message();
    }
}
