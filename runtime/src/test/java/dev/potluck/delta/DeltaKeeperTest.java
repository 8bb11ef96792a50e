package dev.potluck.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.api.DeltaCodec;
import dev.potluck.api.PackageId;
import dev.potluck.cache.BlobCache;
import dev.potluck.cache.DeltaShelf;
import dev.potluck.cache.NewObject;
import dev.potluck.cache.ObjectMarks;
import dev.potluck.cache.StoredDelta;
import dev.potluck.cache.StoredObject;
import dev.potluck.delta.DeltaKeeper.Outcome;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hashdb.HashDb;
import dev.potluck.store.BlobStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

final class DeltaKeeperTest {
    private static final long IDLE_MS = 1_000;
    private static final Duration WEEK = Duration.ofDays(7);
    private static final long RESERVE_BYTES = 1_000;

    @TempDir
    Path home;

    private long freeBytes = Long.MAX_VALUE;
    private long nowMs = Instant.parse("2026-05-04T03:02:01Z").toEpochMilli();
    private HashDb db;
    private BlobStore store;
    private BlobCache cache;
    private DeltaShelf shelf;
    private ObjectMarks marks;
    private StoredObject first;
    private StoredObject second;

    @BeforeEach
    void open() throws IOException {
        db = HashDb.open(home.resolve("hashdb"), 16 << 20);
        store = BlobStore.open(home);
        cache = new BlobCache(store, db, 1 << 20, () -> nowMs);
        shelf = new DeltaShelf(cache, db, home.resolve("deltas"));
        marks = new ObjectMarks(db);
        first = store(1);
        second = store(2);
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void run_olderVersion_becomesADeltaThatGivesItBack() throws IOException {
        WorkerTwin worker = new WorkerTwin(home, new PatchCodec());

        List<Outcome> outcomes = run(worker);

        assertThat(outcomes).singleElement().satisfies(outcome -> {
            assertThat(outcome.problem()).isEmpty();
            assertThat(outcome.bytesBefore()).isEqualTo(first.sizeBytes());
            assertThat(outcome.bytesAfter()).isLessThan(first.sizeBytes() / 2);
        });
        assertThat(store.pathOf(first.sha256())).doesNotExist();
        assertThat(cache.find(second.sha256())).isPresent();
        assertGivesBack(worker, 1, second);
        assertThat(run(worker)).as("nothing more to do").isEmpty();
    }

    @Test
    void run_whileItProves_theBlobIsStillThere() throws IOException {
        List<Boolean> whole = new ArrayList<>();
        WorkerTwin worker = new WorkerTwin(home, new PatchCodec()) {
            @Override
            public InputStream decode(Path delta, Path base, boolean isUrgent) throws IOException {
                whole.add(cache.find(first.sha256()).isPresent()
                        && Files.exists(store.pathOf(first.sha256())));
                return super.decode(delta, base, isUrgent);
            }
        };
        run(worker);
        assertThat(whole).containsExactly(true);
    }

    @Test
    void run_proofGivesOtherBytes_blobStaysWholeAndThePairIsNoted() throws IOException {
        WorkerTwin worker = new WorkerTwin(home, new PatchCodec()) {
            @Override
            public InputStream decode(Path delta, Path base, boolean isUrgent) {
                return new ByteArrayInputStream(Samples.version(3));
            }
        };
        assertStaysWhole(worker, true);
    }

    @Test
    void run_codecGivesOtherBytesBack_blobStaysWholeAndThePairIsNoted() throws IOException {
        assertStaysWhole(
                new WorkerTwin(home, new PatchCodec() {
                    @Override
                    public void decode(
                            SeekableByteChannel base, InputStream delta, OutputStream target)
                            throws IOException {
                        target.write(new byte[1000]);
                    }
                }),
                true);
    }

    @Test
    void run_codecWritesTooMuch_blobStaysWholeAndThePairIsNoted() throws IOException {
        assertStaysWhole(
                new WorkerTwin(home, encodes(out -> {
                    while (true) {
                        out.write(new byte[1 << 16]);
                    }
                })),
                true);
    }

    @Test
    void run_codecGivesUp_blobStaysWholeAndThePairIsNoted() throws IOException {
        assertStaysWhole(
                new WorkerTwin(home, encodes(out -> {
                    throw new IOException("no likeness");
                })),
                true);
    }

    @Test
    void run_codecThrows_blobStaysWholeForThisRun() throws IOException {
        assertStaysWhole(
                new WorkerTwin(home, encodes(out -> {
                    throw new IllegalStateException("a plugin's mistake");
                })),
                false);
    }

    @Test
    void run_noCodec_blobStaysWholeForThisRun() throws IOException {
        assertStaysWhole(new WorkerTwin(home), false);
    }

    @Test
    void run_nodeStops_endsAndNotesNothing() {
        WorkerTwin worker = new WorkerTwin(home, new PatchCodec()) {
            @Override
            public void encode(BlobFile base, BlobFile target, Path delta) throws IOException {
                throw new InterruptedIOException("the node stops");
            }
        };
        assertThatThrownBy(() -> run(worker)).isInstanceOf(InterruptedIOException.class);
        assertThat(cache.find(first.sha256())).isPresent();
        assertThat(shelf.isUseless(first.sha256(), second.sha256())).isFalse();
        assertNothingLeft();
    }

    @Test
    void run_baseChangedOnDisk_goesAndTheTargetStays() throws IOException {
        Files.write(store.pathOf(second.sha256()), Samples.version(7));

        assertThat(run(new WorkerTwin(home, new PatchCodec())))
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.problem()).contains("changed"));

        assertThat(cache.find(first.sha256())).isPresent();
        assertThat(cache.find(second.sha256())).isEmpty();
        assertThat(shelf.isUseless(first.sha256(), second.sha256())).isFalse();
    }

    @Test
    void run_targetChangedOnDisk_goesAndIsNoDelta() throws IOException {
        Files.write(store.pathOf(first.sha256()), Samples.version(7));

        assertThat(run(new WorkerTwin(home, new PatchCodec()))).hasSize(1);

        assertThat(cache.find(first.sha256())).isEmpty();
        assertThat(shelf.find(first.sha256())).isEmpty();
        assertThat(cache.find(second.sha256())).isPresent();
    }

    @Test
    void run_noRoomOnTheDisk_saysSoAndGoesOnWhenThereIsSome() throws IOException {
        WorkerTwin worker = new WorkerTwin(home, new PatchCodec());
        nowMs += WEEK.toMillis();
        DeltaKeeper keeper = keeper(worker);
        freeBytes = RESERVE_BYTES + DeltaKeeper.ROOM_BYTES - 1;
        assertThatThrownBy(() -> keeper.run(Set.of(), () -> true, outcome -> {}))
                .isInstanceOf(NoRoomException.class)
                .hasMessageContaining("no room on the disk");
        assertThat(worker.encodes).isZero();
        assertThat(cache.find(first.sha256())).isPresent();

        freeBytes++;
        keeper.run(Set.of(), () -> true, outcome -> {});
        assertThat(shelf.find(first.sha256())).isPresent();
    }

    /** What the job took is free again by the time it is told of its end. */
    @Test
    void run_diskFillsMeanwhile_losesNothingAndTriesAgain() throws IOException {
        DeltaKeeper keeper = keeper(new WorkerTwin(home, new PatchCodec()) {
            @Override
            public void encode(BlobFile base, BlobFile target, Path delta) throws IOException {
                if (freeBytes < Long.MAX_VALUE) {
                    super.encode(base, target, delta);
                } else {
                    freeBytes = RESERVE_BYTES + 1;
                    super.encode(base, target, Path.of("/dev/full"));
                }
            }
        });
        nowMs += WEEK.toMillis();
        assertThatThrownBy(() -> keeper.run(Set.of(), () -> true, outcome -> {}))
                .hasMessageContaining("No space left on device");
        assertThat(cache.verify(first)).isTrue();
        assertThat(files()).isEmpty();

        freeBytes = RESERVE_BYTES + DeltaKeeper.ROOM_BYTES;
        keeper.run(Set.of(), () -> true, outcome -> {});
        assertThat(shelf.find(first.sha256())).isPresent();
    }

    @Test
    void run_toldToStop_doesNothing() throws IOException {
        WorkerTwin worker = new WorkerTwin(home, new PatchCodec());
        nowMs += WEEK.toMillis();
        keeper(worker).run(Set.of(), () -> false, outcome -> {});
        assertThat(worker.encodes).isZero();
    }

    @Test
    void plan_pinnedOrPartOfASnapshot_stays() throws IOException {
        nowMs += WEEK.toMillis();
        DeltaKeeper keeper = keeper(new WorkerTwin(home, new PatchCodec()));
        assertThat(keeper.plan(Set.of(first.sha256()))).isEmpty();
        assertThat(keeper.plan(Set.of())).hasSize(1);
        marks.pin(List.of(first.sha256()), nowMs);
        assertThat(keeper.plan(Set.of())).isEmpty();
    }

    @Test
    void run_threeVersionsInTurn_everyDeltaIsOneStepDeep() throws IOException {
        WorkerTwin worker = new WorkerTwin(home, new PatchCodec());
        run(worker);
        StoredObject third = store(3);

        assertThat(run(worker)).extracting(Outcome::problem).containsExactly("", "");

        assertThat(worker.rebases).isEqualTo(1);
        assertThat(store.pathOf(second.sha256())).doesNotExist();
        assertGivesBack(worker, 1, third);
        assertGivesBack(worker, 2, third);
        assertThat(files()).hasSize(2);
    }

    @Test
    void run_deltaCannotMove_itsBaseStaysWholeAndNothingIsTriedAgain() throws IOException {
        WorkerTwin worker = new WorkerTwin(home, new PatchCodec());
        run(worker);
        StoredDelta delta = shelf.find(first.sha256()).orElseThrow();
        byte[] damaged = Files.readAllBytes(shelf.pathOf(delta));
        damaged[damaged.length / 2]++;
        Files.write(shelf.pathOf(delta), damaged);
        store(3);

        assertThat(run(worker)).extracting(Outcome::problem).noneMatch(String::isEmpty);

        assertThat(worker.encodes).as("not of the base, which is needed").isEqualTo(1);
        assertThat(cache.find(second.sha256())).isPresent();
        assertThat(run(worker)).isEmpty();
    }

    /** Nothing comes of a delta whose base is damaged: it must not keep others for ever. */
    @Test
    void run_oldBaseChangedOnDisk_goesWithItsDeltas() throws IOException {
        WorkerTwin worker = new WorkerTwin(home, new PatchCodec());
        run(worker);
        store(3);
        Files.write(store.pathOf(second.sha256()), Samples.version(7));

        run(worker);

        assertThat(cache.find(second.sha256())).isEmpty();
        assertThat(shelf.find(first.sha256())).isEmpty();
    }

    private void assertStaysWhole(WorkerTwin worker, boolean isNoted) throws IOException {
        DeltaKeeper keeper = keeper(worker);
        List<Outcome> outcomes = new ArrayList<>();
        nowMs += WEEK.toMillis();
        keeper.run(Set.of(), () -> true, outcomes::add);
        keeper.run(Set.of(), () -> true, outcomes::add);

        assertThat(outcomes).as("tried once").singleElement().satisfies(outcome -> {
            assertThat(outcome.problem()).isNotEmpty();
            assertThat(outcome.bytesAfter()).isEqualTo(first.sizeBytes());
        });
        assertThat(cache.verify(first)).isTrue();
        assertThat(cache.verify(second)).isTrue();
        assertThat(shelf.find(first.sha256())).isEmpty();
        assertThat(shelf.isUseless(first.sha256(), second.sha256())).isEqualTo(isNoted);
        assertThat(run(new WorkerTwin(home, new PatchCodec()))).hasSize(isNoted ? 0 : 1);
    }

    private void assertNothingLeft() {
        assertThat(home.resolve("deltas")).isEmptyDirectory();
    }

    private void assertGivesBack(WorkerTwin worker, int version, StoredObject base)
            throws IOException {
        byte[] content = Samples.version(version);
        StoredDelta delta = shelf.find(ContentHasher.sha256(content)).orElseThrow();
        assertThat(delta.baseSha256()).isEqualTo(base.sha256());
        try (InputStream again =
                worker.decode(shelf.pathOf(delta), store.pathOf(base.sha256()), true)) {
            assertThat(again.readAllBytes()).isEqualTo(content);
        }
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(home.resolve("deltas"))) {
            return files.toList();
        }
    }

    /** One round of a keeper that was just started, a week later. */
    private List<Outcome> run(DeltaWorker worker) throws IOException {
        nowMs += WEEK.toMillis();
        List<Outcome> outcomes = new ArrayList<>();
        keeper(worker).run(Set.of(), () -> true, outcomes::add);
        return outcomes;
    }

    private DeltaKeeper keeper(DeltaWorker worker) {
        return new DeltaKeeper(
                new DeltaKeeper.Home(store, cache, marks, shelf),
                worker,
                new DeltaKeeper.Limits(IDLE_MS, RESERVE_BYTES, () -> freeBytes),
                () -> Instant.ofEpochMilli(nowMs));
    }

    private interface Encoding {
        void writeTo(OutputStream out) throws IOException;
    }

    private static DeltaCodec encodes(Encoding encoding) {
        return new PatchCodec() {
            @Override
            public void encode(
                    SeekableByteChannel base, SeekableByteChannel target, OutputStream delta)
                    throws IOException {
                encoding.writeTo(delta);
            }
        };
    }

    private StoredObject store(int version) throws IOException {
        byte[] content = Samples.version(version);
        return cache.write(
                content,
                new NewObject(
                        ContentHasher.sha256(content),
                        Optional.empty(),
                        version,
                        true,
                        Optional.of(new PackageId("words", "1." + version, "all"))));
    }
}
