package dev.potluck.dht.sim;

import dev.potluck.bencode.ByteString;
import dev.potluck.bencode.MalformedBencodeException;
import dev.potluck.dht.krpc.Answer;
import dev.potluck.dht.krpc.KrpcMessage;
import dev.potluck.dht.krpc.KrpcQuery;
import dev.potluck.dht.krpc.KrpcReply;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.dht.krpc.PieceHint;
import dev.potluck.dht.krpc.Question;
import dev.potluck.dht.krpc.Want;
import dev.potluck.net.Endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Nodes of one attacker. They answer every check, push themselves on honest nodes, name nobody but
 * each other, and give a false peer for every key.
 */
final class SybilSwarm {
    private static final int NODES_PER_REPLY = 8;
    private static final long PUSH_INTERVAL_MS = 5_000;
    private static final Endpoint FALSE_PEER = Endpoint.ofV4(0x0a0b_0c0d, 6_666);

    private record Member(NodeInfo info, SimHost host) {}

    private final SimWorld world;
    private final List<Member> members = new ArrayList<>();

    SybilSwarm(SimWorld world) {
        this.world = world;
    }

    void add(NodeInfo info) {
        SimHost host = world.network.attach(info.endpoint(), 0);
        Member member = new Member(info, host);
        members.add(member);
        host.onReceive((from, datagram) -> receive(member, from, datagram));
        push(member);
    }

    private void push(Member member) {
        Question question = new Question.FindNode(
                member.info().id(), member.info().id(), Want.SAME_FAMILY, ByteString.EMPTY);
        ByteString id = ByteString.ascii("sybl");
        Endpoint victim = world.randomNode().endpoint();
        member.host().send(victim, new KrpcQuery(id, true, false, question).encode());
        world.clock.schedule(PUSH_INTERVAL_MS, () -> push(member));
    }

    private void receive(Member member, Endpoint from, byte[] datagram) {
        KrpcMessage message;
        try {
            message = KrpcMessage.decode(datagram);
        } catch (MalformedBencodeException e) {
            throw new IllegalStateException("the simulated nodes send no nonsense", e);
        }
        if (message instanceof KrpcQuery query) {
            Answer answer = answer(member.info().id(), query.question());
            KrpcReply reply = new KrpcReply(query.transactionId(), true, Optional.of(from), answer);
            member.host().send(from, reply.encode());
        }
    }

    private Answer answer(NodeId id, Question question) {
        ByteString token = ByteString.ascii("whatever");
        if (question instanceof Question.FindNode asked) {
            return new Answer(
                    id, nearest(asked.target()), token, Answer.Peers.NONE, Optional.empty());
        }
        if (question instanceof Question.GetPeers asked) {
            Answer.Peers lie = new Answer.Peers(List.of(FALSE_PEER), PieceHint.NONE);
            return new Answer(id, nearest(asked.key()), token, lie, Optional.empty());
        }
        return Answer.of(id);
    }

    private List<NodeInfo> nearest(NodeId target) {
        List<NodeInfo> nearest = new ArrayList<>(NODES_PER_REPLY + 1);
        for (Member member : members) {
            int position = nearest.size();
            while (position > 0
                    && target.compareDistance(
                                    member.info().id(),
                                    nearest.get(position - 1).id())
                            < 0) {
                position--;
            }
            if (position < NODES_PER_REPLY) {
                nearest.add(position, member.info());
                if (nearest.size() > NODES_PER_REPLY) {
                    nearest.remove(NODES_PER_REPLY);
                }
            }
        }
        return nearest;
    }
}
