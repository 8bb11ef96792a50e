package dev.potluck.dht;

import dev.potluck.bencode.BValue;
import dev.potluck.bencode.Bencode;
import dev.potluck.bencode.ByteString;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.dht.krpc.Question;
import dev.potluck.dht.krpc.Want;

import java.util.List;
import java.util.function.IntConsumer;

/**
 * Sends one item to the nodes that a lookup found, and counts who took it.
 *
 * <p>Our nodes give a token with every answer. Others give it to those who ask {@code get} (BEP
 * 44), so they are asked that first.
 */
final class ItemPut {
    /** Of the lookup before: 14 questions and answers, headers included. */
    private static final int LOOKUP_BYTES = 7_000;
    /** Of a put and its answer, besides the value. */
    private static final int PUT_OVERHEAD_BYTES = 300;

    private final RpcManager rpc;
    private final Family family;
    private final BValue value;
    private final IntConsumer whenEnded;
    private int waiting;
    private int taken;

    /** @param whenEnded told how many took it */
    ItemPut(RpcManager rpc, Family family, BValue value, IntConsumer whenEnded) {
        this.rpc = rpc;
        this.family = family;
        this.value = value;
        this.whenEnded = whenEnded;
    }

    /** What putting the item costs in one family, about. */
    static int costBytes(BValue value) {
        int putBytes = Bencode.encode(value).length + PUT_OVERHEAD_BYTES;
        return LOOKUP_BYTES + RoutingTable.K * putBytes;
    }

    /** Puts the item, whose hash is {@code target}, on all of {@code nodes}. */
    void start(NodeId target, List<LookupResult.Node> nodes) {
        waiting = nodes.size() + 1;
        for (LookupResult.Node node : nodes) {
            if (node.token().isEmpty()) {
                askForToken(node.info(), target);
            } else {
                put(node.info(), node.token());
            }
        }
        settled();
    }

    private void askForToken(NodeInfo node, NodeId target) {
        Question get =
                new Question.GetItem(family.ownId(), target, Want.SAME_FAMILY, ByteString.EMPTY);
        rpc.ask(node, get, new RpcManager.Callback() {
            @Override
            public void answered(RpcAnswer answer) {
                ByteString token = answer.answer().token();
                if (token.isEmpty()) {
                    settled();
                } else {
                    put(node, token);
                }
            }

            @Override
            public void failed() {
                settled();
            }
        });
    }

    private void put(NodeInfo node, ByteString token) {
        Question put = new Question.PutItem(family.ownId(), value, token);
        rpc.ask(node, put, new RpcManager.Callback() {
            @Override
            public void answered(RpcAnswer answer) {
                taken++;
                settled();
            }

            @Override
            public void failed() {
                settled();
            }
        });
    }

    private void settled() {
        if (--waiting == 0) {
            whenEnded.accept(taken);
        }
    }
}
