package dev.potluck.dht;

import dev.potluck.dht.krpc.Question;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** Sends one item to the nodes that a lookup found, and counts who took it. */
final class ItemPut {
    private final RpcManager rpc;
    private final List<LookupResult.Node> nodes;
    private final IntConsumer whenEnded;
    private int waiting;
    private int taken;

    ItemPut(RpcManager rpc, List<LookupResult.Node> nodes, IntConsumer whenEnded) {
        this.rpc = rpc;
        this.nodes = nodes;
        this.whenEnded = whenEnded;
    }

    void start(Function<LookupResult.Node, Question> question) {
        waiting = nodes.size() + 1;
        for (LookupResult.Node node : nodes) {
            rpc.ask(node.info(), question.apply(node), new RpcManager.Callback() {
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
        settled();
    }

    private void settled() {
        if (--waiting == 0) {
            whenEnded.accept(taken);
        }
    }
}
