package dev.potluck.dht;

import dev.potluck.bencode.BValue;
import dev.potluck.bencode.ByteString;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.Question;
import dev.potluck.dht.krpc.Want;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.BiConsumer;

/** Looks for an immutable item; ends at the first whose hash is right. */
final class ItemQuest implements Lookup.Quest {
    private final NodeId target;
    private final BiConsumer<Optional<BValue>, LookupResult> whenEnded;
    private @Nullable BValue found;

    ItemQuest(NodeId target, BiConsumer<Optional<BValue>, LookupResult> whenEnded) {
        this.target = target;
        this.whenEnded = whenEnded;
    }

    @Override
    public NodeId target() {
        return target;
    }

    @Override
    public Question question(NodeId ownId) {
        return new Question.GetItem(ownId, target, Want.SAME_FAMILY, ByteString.EMPTY);
    }

    @Override
    public boolean answered(RpcAnswer answer) {
        Optional<BValue> item = answer.answer().item();
        if (item.isPresent() && ItemStore.targetOf(item.get()).equals(target)) {
            found = item.get();
        }
        return found != null;
    }

    @Override
    public void ended(LookupResult result) {
        whenEnded.accept(Optional.ofNullable(found), result);
    }
}
