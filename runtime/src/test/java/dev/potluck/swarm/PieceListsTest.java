package dev.potluck.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.api.ContentHash;
import dev.potluck.cache.BlobCache;
import dev.potluck.cache.NewObject;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hash.Pieces;
import dev.potluck.hashdb.HashDb;
import dev.potluck.hashdb.Table;
import dev.potluck.store.BlobStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

final class PieceListsTest {
    private static final int SIZE_BYTES = 2 * Pieces.PIECE_BYTES + 7;

    private final byte[] content = new byte[SIZE_BYTES];
    private HashDb db;
    private BlobStore store;
    private BlobCache cache;
    private PieceLists lists;

    @BeforeEach
    void open(@TempDir Path home) throws IOException {
        new Random(3).nextBytes(content);
        db = HashDb.open(home.resolve("hashdb"), 64 << 20);
        store = BlobStore.open(home);
        cache = new BlobCache(store, db, 1 << 20, () -> 0);
        lists = new PieceLists(db, store);
    }

    @AfterEach
    void close() {
        db.close();
    }

    private ContentHash keep() throws IOException {
        ContentHash sha256 = ContentHasher.sha256(content);
        cache.write(content, new NewObject(sha256, Optional.empty(), -1, true, Optional.empty()));
        return sha256;
    }

    private Optional<byte[]> inDatabase(ContentHash sha256) {
        return db.read(view -> view.get(Table.PIECES, sha256.digest()));
    }

    @Test
    void find_onePiece_isItsHashAlone() {
        ContentHash sha256 = ContentHasher.sha256(content);
        assertThat(lists.find(sha256, Pieces.PIECE_BYTES)).contains(PieceHashes.ofOnePiece(sha256));
    }

    @Test
    void find_neverComputed_isEmpty() throws IOException {
        assertThat(lists.find(keep(), SIZE_BYTES)).isEmpty();
    }

    @Test
    void compute_blobIsThere_isKeptForTheNextRun() throws IOException {
        ContentHash sha256 = keep();
        PieceHashes list = lists.compute(sha256, SIZE_BYTES);
        byte[] last = Arrays.copyOfRange(content, 2 * Pieces.PIECE_BYTES, SIZE_BYTES);
        assertThat(list.count()).isEqualTo(3);
        assertThat(list.matches(2, ContentHasher.sha256(last).digest())).isTrue();
        assertThat(lists.find(sha256, SIZE_BYTES)).contains(list);
        assertThat(new PieceLists(db, store).find(sha256, SIZE_BYTES)).contains(list);
    }

    @Test
    void find_keptForAnotherSize_isEmpty() throws IOException {
        ContentHash sha256 = keep();
        lists.compute(sha256, SIZE_BYTES);
        assertThat(new PieceLists(db, store).find(sha256, 9L * Pieces.PIECE_BYTES))
                .isEmpty();
    }

    @Test
    void compute_blobIsGone_fails() {
        ContentHash sha256 = ContentHasher.sha256(content);
        assertThatThrownBy(() -> lists.compute(sha256, SIZE_BYTES))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void remove_blobWithList_takesTheListAlong() throws IOException {
        ContentHash sha256 = keep();
        lists.compute(sha256, SIZE_BYTES);
        assertThat(inDatabase(sha256)).isPresent();
        cache.remove(sha256);
        assertThat(inDatabase(sha256)).isEmpty();
    }

    @Test
    void compute_blobRemovedMeanwhile_leavesNoList() throws IOException {
        ContentHash sha256 = ContentHasher.sha256(content);
        store.write(content, sha256); // the file is still there, and nothing knows it any more
        lists.compute(sha256, SIZE_BYTES);
        assertThat(inDatabase(sha256)).isEmpty();
    }
}
