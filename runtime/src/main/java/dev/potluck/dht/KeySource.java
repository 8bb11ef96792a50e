package dev.potluck.dht;

import dev.potluck.dht.krpc.AnnouncedKey;
import dev.potluck.dht.krpc.NodeId;

import java.util.List;

/**
 * The keys of the files that this node has and may share, in their order; asked a few at a time.
 */
public interface KeySource {
    /** A node that has nothing. */
    KeySource EMPTY = new KeySource() {
        @Override
        public int count() {
            return 0;
        }

        @Override
        public List<AnnouncedKey> from(NodeId start, int limit) {
            return List.of();
        }
    };

    /** How many there are, about. */
    int count();

    /** The first {@code limit} keys at or after {@code start}, ascending. */
    List<AnnouncedKey> from(NodeId start, int limit);
}
