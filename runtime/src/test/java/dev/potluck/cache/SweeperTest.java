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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

final class SweeperTest {
    private static final int OBJECT_BYTES = 100;
    private static final long RESERVE_BYTES = 50_000;

    @TempDir
    Path home;

    private long nowMs = 1_000;
    private long freeBytes = RESERVE_BYTES;
    private HashDb db;
    private long patienceMs = 60_000;
    private BlobCache cache;
    private ObjectMarks marks;
    private PolicyGuard guard = new PolicyGuard(new Oldest());

    @BeforeEach
    void open() throws IOException {
        db = HashDb.open(home.resolve("hashdb"), 16 << 20);
        cache = new BlobCache(BlobStore.open(home), db, 1 << 20, () -> nowMs);
        marks = new ObjectMarks(db);
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
        guard = new PolicyGuard(policy, patienceMs);
        return new Sweeper(
                cache,
                marks,
                guard,
                new SweepLimits(quotaBytes, RESERVE_BYTES, () -> freeBytes),
                new Sweeper.World(
                        () -> Instant.ofEpochMilli(nowMs),
                        new DeltaShelf(cache, db, home.resolve("deltas")),
                        sha256 -> 0));
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

    private static class Oldest extends Judge {
        @Override
        public double retentionValue(CachedObject object, Instant now) {
            return object.lastAccess().toEpochMilli();
        }
    }

    private abstract static class Judge implements EvictionPolicy {
        @Override
        public String name() {
            return "judge";
        }
    }

    @Test
    void plan_belowTheHighWaterMark_removesNothing() throws Exception {
        store(9);

        assertThat(sweeper(new Oldest(), 1_000).plan(Set.of()).removals()).isEmpty();
    }

    @Test
    void sweep_aboveTheHighWaterMark_goesDownToTheLowOne() throws Exception {
        store(11);
        nowMs += 1_000;
        cache.recordAccess(cache.find(sha256(0)).orElseThrow());
        cache.flushAccesses().join();

        assertThat(sweeper(new Oldest(), 1_000).sweep(Set.of()).freedBytes()).isEqualTo(200);
        assertThat(present(11)).containsExactly(0, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void sweep_diskNearlyFull_keepsItsReserveFree() throws Exception {
        store(10);
        freeBytes = RESERVE_BYTES - 250;

        sweeper(new Oldest(), 1_000_000).sweep(Set.of());

        assertThat(present(10)).hasSize(7);
    }

    @Test
    void sweep_indexesOfSnapshotsAndPins_areKeptByWhateverHashTheyAreListed() throws Exception {
        store(11);
        marks.pin(List.of(sha256(7)), nowMs);

        sweeper(new Oldest(), 100)
                .sweep(Set.of(
                        sha256(1), hash(HashAlgorithm.SHA512, 2), hash(HashAlgorithm.SHA512, 99)));

        assertThat(present(11)).containsExactly(1, 2, 7);
    }

    @Test
    void sweep_listedAndUsedLately_goesLastWhateverThePolicySays() throws Exception {
        store(6);
        marks.setUnlisted(Map.of(sha256(5), nowMs));

        sweeper(new Oldest(), 580).sweep(Set.of());

        assertThat(present(6)).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void sweep_thereIsRoom_asksThePolicyOnceAnHour() throws Exception {
        store(3);
        int[] asked = {0};
        Sweeper sweeper = sweeper(
                new Oldest() {
                    @Override
                    public double retentionValue(CachedObject object, Instant now) {
                        asked[0]++;
                        return 0;
                    }
                },
                1_000);
        sweeper.sweep(Set.of());
        nowMs += 60_000;
        assertThat(sweeper.sweep(Set.of()).usedBytes()).isEqualTo(300);
        assertThat(asked[0]).as("in the first sweep").isEqualTo(3);
        nowMs += 3_600_000;
        sweeper.sweep(Set.of());
        assertThat(asked[0]).as("an hour later").isEqualTo(6);
        nowMs -= 10 * 3_600_000L;
        sweeper.sweep(Set.of());
        assertThat(asked[0]).as("after the clock went back").isEqualTo(9);
    }

    @Test
    void sweep_policyAnswersNaNOrThrows_leastRecentlyUsedTakesOver() throws Exception {
        store(6);
        List<EvictionPolicy> broken = List.of(
                new Judge() {
                    @Override
                    public double retentionValue(CachedObject object, Instant now) {
                        return Double.NaN;
                    }
                },
                new Judge() {
                    @Override
                    public double retentionValue(CachedObject object, Instant now) {
                        throw new NoSuchMethodError("gone");
                    }
                });
        for (EvictionPolicy policy : broken) {
            SweepPlan plan = sweeper(policy, 500).plan(Set.of());

            assertThat(plan.removals().get(0).object().sha256()).isEqualTo(sha256(0));
            assertThat(guard.name()).isEqualTo("lru");
            assertThat(guard.fault().orElseThrow()).contains("judge");
        }
    }

    @Test
    void sweep_policyDoesNotComeBack_leastRecentlyUsedTakesOver() throws Exception {
        store(6);
        CountDownLatch never = new CountDownLatch(1);
        EvictionPolicy stuck = new Judge() {
            @Override
            public double retentionValue(CachedObject object, Instant now) {
                try {
                    never.await();
                } catch (InterruptedException ignored) { // as such policies do
                    retentionValue(object, now);
                }
                return 0;
            }
        };
        patienceMs = 50;

        SweepPlan plan = sweeper(stuck, 500).sweep(Set.of());
        never.countDown();

        assertThat(plan.removals().get(0).object().sha256()).isEqualTo(sha256(0));
        assertThat(guard.fault().orElseThrow()).contains("judge did not come back");
    }

    @Test
    void sweep_policyWantsEverythingGone_isNotFollowed() throws Exception {
        store(20);
        nowMs += Sweeper.USED_LATELY.toMillis() * 2;
        EvictionPolicy greedy = new Judge() {
            @Override
            public double retentionValue(CachedObject object, Instant now) {
                return 0;
            }

            @Override
            public boolean isStale(CachedObject object, Instant now) {
                return true;
            }
        };

        assertThat(sweeper(greedy, 1_000_000).sweep(Set.of()).removals()).isEmpty();
        assertThat(guard.fault().orElseThrow()).contains("everything");
    }

    @Test
    void refresh_listingsAdopted_unlistedSinceIsWhenTheyWere() throws Exception {
        store(4);
        Set<ContentHash> listed = new HashSet<>(Set.of(sha256(0), hash(HashAlgorithm.SHA512, 1)));
        Set<String> ids = new HashSet<>();
        Listedness listedness = new Listedness(cache, marks, new Listings() {
            @Override
            public Set<?> ids() {
                return Set.copyOf(ids);
            }

            @Override
            public void forEachStrongHash(Consumer<ContentHash> visitor) {
                listed.forEach(visitor);
            }
        });
        listedness.refresh(nowMs);
        assertThat(marks.unlisted()).as("no snapshot, nothing known").isEmpty();

        ids.add("first");
        listedness.refresh(5_000_000);
        listedness.refresh(6_000_000);
        assertThat(marks.unlisted())
                .containsOnly(Map.entry(sha256(2), 5_000_000L), Map.entry(sha256(3), 5_000_000L));

        ids.add("second");
        listed.add(sha256(3));
        listedness.refresh(7_000_000);
        assertThat(marks.unlisted()).containsEntry(sha256(3), ObjectMarks.LISTED);
    }

    @Test
    void sweep_objectUnderItsReader_staysReadable() throws Exception {
        byte[] large = new byte[BlobCache.MAX_IN_MEMORY_BYTES + 1];
        ContentHash name = ContentHasher.sha256(large);
        StoredObject object = cache.write(
                large, new NewObject(name, Optional.empty(), -1, true, Optional.empty()));
        try (OpenBlob reader = cache.open(object)) {
            sweeper(new Oldest(), 10).sweep(Set.of());

            assertThat(cache.find(name)).isEmpty();
            assertThat(((OpenBlob.OnDisk) reader).file().size()).isEqualTo(large.length);
        }
    }
}
