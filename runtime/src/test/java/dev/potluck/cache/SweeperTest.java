package dev.potluck.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.CachedObject;
import dev.potluck.api.ContentHash;
import dev.potluck.api.EvictionPolicy;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hashdb.HashDb;
import dev.potluck.store.BlobStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

final class SweeperTest {
    private static final int OBJECT_BYTES = 100;

    @TempDir
    Path home;

    private final List<String> evicted = new ArrayList<>();
    private long nowMs = 1_000;
    private HashDb db;
    private BlobCache cache;

    @BeforeEach
    void open() throws IOException {
        db = HashDb.open(home.resolve("hashdb"), 16 << 20);
        cache = new BlobCache(BlobStore.open(home), db, 1 << 20, () -> nowMs);
    }

    @AfterEach
    void close() {
        db.close();
    }

    private static byte[] content(int number) {
        byte[] content = new byte[OBJECT_BYTES];
        content[0] = (byte) number;
        return content;
    }

    private static ContentHash hash(HashAlgorithm algorithm, int number) {
        return ContentHash.of(
                algorithm, ContentHasher.newDigest(algorithm).digest(content(number)));
    }

    private static ContentHash sha256(int number) {
        return hash(HashAlgorithm.SHA256, number);
    }

    /** Stores objects 0 to count - 1, each a second after the one before. */
    private void store(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            nowMs += 1_000;
            cache.write(
                    content(i),
                    new NewObject(
                            sha256(i),
                            Optional.of(hash(HashAlgorithm.SHA512, i)),
                            -1,
                            true,
                            Optional.empty()));
        }
    }

    private Sweeper sweeper(EvictionPolicy policy, long quotaBytes) {
        return new Sweeper(cache, policy, () -> Instant.ofEpochMilli(nowMs), quotaBytes);
    }

    private List<Integer> present(int count) {
        List<Integer> present = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (cache.find(sha256(i)).isPresent()) {
                present.add(i);
            }
        }
        return present;
    }

    @Test
    void sweep_withinTheQuota_removesNothing() throws Exception {
        store(10);

        assertThat(sweeper(new LeastRecentlyUsed(), 1_000).sweep(Set.of())).isZero();
        assertThat(present(10)).hasSize(10);
    }

    @Test
    void sweep_overTheQuota_removesTheLeastRecentlyUsedDownToATenthBelow() throws Exception {
        store(11);
        nowMs += 1_000;
        cache.recordAccess(cache.find(sha256(0)).orElseThrow());
        cache.flushAccesses().join();

        assertThat(sweeper(new LeastRecentlyUsed(), 1_000).sweep(Set.of())).isEqualTo(200);
        assertThat(present(11)).containsExactly(0, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(cache.size()).isEqualTo(new CacheSize(9, 900));
    }

    @Test
    void sweep_indexesOfSnapshots_areKeptByWhateverHashTheyAreListed() throws Exception {
        store(11);

        sweeper(new LeastRecentlyUsed(), 100)
                .sweep(Set.of(
                        sha256(1), hash(HashAlgorithm.SHA512, 2), hash(HashAlgorithm.SHA512, 99)));

        assertThat(present(11)).containsExactly(1, 2);
    }

    @Test
    void sweep_policyOfAPlugin_isToldAndAnUnknownValueKeeps() throws Exception {
        store(4);

        long freedBytes = sweeper(new Backwards(), 300).sweep(Set.of());

        assertThat(freedBytes).isEqualTo(200);
        assertThat(evicted).containsExactly(sha256(2).hex(), sha256(1).hex());
        assertThat(present(4)).containsExactly(0, 3);
    }

    /** The newest goes first; of the very newest it does not know. */
    private final class Backwards implements EvictionPolicy {
        @Override
        public String name() {
            return "backwards";
        }

        @Override
        public double retentionValue(CachedObject object, Instant now) {
            return object.hash().equals(sha256(3))
                    ? Double.NaN
                    : -object.storedAt().toEpochMilli();
        }

        @Override
        public void recordEviction(CachedObject object, Instant now) {
            evicted.add(object.hash().hex());
        }
    }
}
