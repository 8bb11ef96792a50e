package dev.potluck.swarm;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.potluck.api.ContentHash;
import dev.potluck.hash.Pieces;
import dev.potluck.hashdb.HashDb;
import dev.potluck.hashdb.Table;
import dev.potluck.store.BlobStore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * The piece hashes of the blobs of this node. They cost a reading of the whole blob, and all are
 * announced every few hours: so they are kept in the database, and those in use in memory.
 */
public final class PieceLists {
    /** Memory for lists that peers ask for: those of 500 files of 100 MB. */
    private static final long MAX_MEMORY_BYTES = 2 << 20;

    private final HashDb db;
    private final BlobStore store;
    private final Cache<ContentHash, PieceHashes> inUse = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(MAX_MEMORY_BYTES)
            .weigher((ContentHash hash, PieceHashes list) ->
                    list.count() * PieceHashes.HASH_BYTES + 128)
            .build();

    public PieceLists(HashDb db, BlobStore store) {
        this.db = db;
        this.store = store;
    }

    /** The list of a blob, if it was ever computed; of one piece, always. Microseconds. */
    public Optional<PieceHashes> find(ContentHash sha256, long sizeBytes) {
        if (Pieces.count(sizeBytes) <= 1) {
            return Optional.of(PieceHashes.ofOnePiece(sha256));
        }
        PieceHashes known = inUse.getIfPresent(sha256);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<PieceHashes> kept = db.read(view -> view.get(Table.PIECES, sha256.digest()))
                .flatMap(list -> read(list, sizeBytes));
        kept.ifPresent(list -> inUse.put(sha256, list));
        return kept;
    }

    private static Optional<PieceHashes> read(byte[] list, long sizeBytes) {
        try {
            return Optional.of(PieceHashes.of(list, sizeBytes));
        } catch (MalformedPieceListException ofAnotherSize) {
            return Optional.empty();
        }
    }

    /** The list of a blob, computed if need be. Blocking. */
    public PieceHashes compute(ContentHash sha256, long sizeBytes) throws IOException {
        Optional<PieceHashes> known = find(sha256, sizeBytes);
        if (known.isPresent()) {
            return known.get();
        }
        PieceHashes list;
        try (FileChannel file = store.open(sha256)) {
            list = PieceHashes.compute(file, sizeBytes);
        }
        byte[] key = sha256.digest();
        db.writeNow(view -> {
            if (view.get(Table.OBJECTS, key).isPresent()) { // a list goes with its blob
                view.put(Table.PIECES, key, list.toBytes());
            }
        });
        inUse.put(sha256, list);
        return list;
    }
}
