package dev.potluck.dht.sim;

import dev.potluck.bencode.ByteString;
import dev.potluck.dht.KeySource;
import dev.potluck.dht.krpc.AnnouncedKey;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.PieceHint;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** The files of one simulated node. */
final class KeyList implements KeySource {
    /** Of 1,000 packages of Debian 12: how many have 2 to 4 pieces, and how many more. */
    private static final int HASHES_PER_MILLE = 108;

    private static final int LISTS_PER_MILLE = 77;

    private final NavigableMap<NodeId, AnnouncedKey> files = new TreeMap<>();

    /** {@code count} files of one piece each. */
    static KeyList plain(int count, RandomGenerator random) {
        KeyList list = new KeyList();
        while (list.files.size() < count) {
            NodeId key = NodeId.random(random);
            list.files.put(key, AnnouncedKey.of(key));
        }
        return list;
    }

    /** {@code count} files whose numbers of pieces are spread as in Debian's main archive. */
    static KeyList likeDebian(int count, RandomGenerator random) {
        KeyList list = new KeyList();
        while (list.files.size() < count) {
            NodeId key = NodeId.random(random);
            list.files.put(key, new AnnouncedKey(key, hint(random)));
        }
        return list;
    }

    private static PieceHint hint(RandomGenerator random) {
        int drawn = random.nextInt(1_000);
        if (drawn < HASHES_PER_MILLE) {
            int pieces = PieceHint.MIN_HASHES
                    + random.nextInt(PieceHint.MAX_HASHES - PieceHint.MIN_HASHES + 1);
            return new PieceHint(
                    bytes(pieces * PieceHint.PIECE_HASH_BYTES, random), ByteString.EMPTY);
        }
        return drawn < HASHES_PER_MILLE + LISTS_PER_MILLE
                ? new PieceHint(ByteString.EMPTY, bytes(NodeId.SIZE_BYTES, random))
                : PieceHint.NONE;
    }

    private static ByteString bytes(int count, RandomGenerator random) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return ByteString.of(bytes);
    }

    List<NodeId> keys() {
        return new ArrayList<>(files.keySet());
    }

    @Override
    public int count() {
        return files.size();
    }

    @Override
    public List<AnnouncedKey> from(NodeId start, int limit) {
        return files.tailMap(start, true).values().stream().limit(limit).toList();
    }
}
