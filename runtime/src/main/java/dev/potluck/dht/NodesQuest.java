package dev.potluck.dht;

import dev.potluck.bencode.ByteString;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.Question;
import dev.potluck.dht.krpc.Want;

import java.util.function.Consumer;

/** Looks for the nodes nearest to a key. */
final class NodesQuest implements Lookup.Quest {
    private final NodeId target;
    private final Consumer<LookupResult> whenEnded;

    NodesQuest(NodeId target, Consumer<LookupResult> whenEnded) {
        this.target = target;
        this.whenEnded = whenEnded;
    }

    @Override
    public NodeId target() {
        return target;
    }

    @Override
    public Question question(NodeId ownId) {
        return new Question.FindNode(ownId, target, Want.SAME_FAMILY, ByteString.EMPTY);
    }

    @Override
    public boolean answered(RpcAnswer answer) {
        return false;
    }

    @Override
    public void ended(LookupResult result) {
        whenEnded.accept(result);
    }
}
