package dev.potluck.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.PackageId;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hashdb.HashDb;
import dev.potluck.store.BlobStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class DeltaShelfTest {
    private static final Instant NOW = Instant.parse("2026-05-04T03:02:01Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofHours(2));

    @TempDir
    Path home;

    private HashDb db;
    private BlobStore store;
    private BlobCache cache;
    private DeltaShelf shelf;

    @BeforeEach
    void open() throws IOException {
        db = HashDb.open(home.resolve("hashdb"), 16 << 20);
        store = BlobStore.open(home);
        cache = new BlobCache(store, db, 1 << 20, NOW::toEpochMilli);
        shelf = new DeltaShelf(cache, db, home.resolve("deltas"));
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void replace_blobAndBaseAreThere_deltaStandsInForTheBlob() throws IOException {
        StoredObject old = store("old");
        StoredObject base = store("base");
        StoredDelta delta = delta(old, base);

        assertThat(shelf.replace(delta, file("the delta"))).isTrue();

        assertThat(cache.find(old.sha256())).isEmpty();
        assertThat(store.pathOf(old.sha256())).doesNotExist();
        assertThat(shelf.find(old.sha256())).contains(delta);
        assertThat(shelf.find(sha512("old"))).as("by its other hash").contains(delta);
        assertThat(Files.readString(shelf.pathOf(delta))).isEqualTo("the delta");
        assertThat(shelf.baseOf(base.sha256())).containsExactly(old.sha256());
        assertThat(all()).containsExactly(delta);
    }

    /** Killed after the record's transaction, and before the blob's file went. */
    @Test
    void adoptOrphans_targetsFileIsStillThere_isWholeAgainAndKeepsItsName() throws IOException {
        StoredObject old = store("old");
        StoredDelta delta = delta(old, store("base"));
        shelf.replace(delta, file("the delta"));
        store.write("old".getBytes(StandardCharsets.UTF_8), old.sha256());

        assertThat(cache.adoptOrphans(lost -> Map.of())).isEqualTo(1);

        StoredObject whole = cache.find(old.sha256()).orElseThrow();
        assertThat(whole.packageId()).isEqualTo(old.packageId()).isPresent();
        assertThat(whole.storedAtMs()).isEqualTo(old.storedAtMs());
        cache.open(whole).close();
        assertThat(shelf.find(old.sha256())).isEmpty();
    }

    @Test
    void replace_blobIsABase_staysWhole() throws IOException {
        StoredObject old = store("old");
        StoredObject middle = store("middle");
        StoredObject base = store("base");
        shelf.replace(delta(old, middle), file("1"));

        assertThat(shelf.replace(delta(middle, base), file("2"))).isFalse();

        assertThat(cache.find(middle.sha256())).isPresent();
        assertThat(store.pathOf(middle.sha256())).exists();
        assertThat(shelf.pathOf(delta(middle, base))).doesNotExist();
        assertThat(shelf.find(old.sha256())).isPresent();
    }

    @Test
    void replace_baseHasGone_staysWhole() throws IOException {
        StoredObject old = store("old");
        StoredObject base = store("base");
        cache.remove(base.sha256());

        assertThat(shelf.replace(delta(old, base), file("1"))).isFalse();

        assertThat(cache.find(old.sha256())).isPresent();
        assertThat(shelf.pathOf(delta(old, base))).doesNotExist();
    }

    @Test
    void replace_blobHasGone_leavesNothing() throws IOException {
        StoredObject old = store("old");
        StoredObject base = store("base");
        cache.remove(old.sha256());

        assertThat(shelf.replace(delta(old, base), file("1"))).isFalse();

        assertThat(shelf.find(old.sha256())).isEmpty();
        assertThat(shelf.pathOf(delta(old, base))).doesNotExist();
    }

    /** A node and a command may make the same delta at the same time. */
    @Test
    void replace_anotherProcessWasFirst_keepsItsFile() throws IOException {
        StoredObject old = store("old");
        StoredDelta delta = delta(old, store("base"));
        shelf.replace(delta, file("the delta"));

        assertThat(shelf.replace(delta, file("the delta"))).isFalse();

        assertThat(shelf.find(old.sha256())).contains(delta);
        assertThat(shelf.pathOf(delta)).hasContent("the delta");
    }

    @Test
    void find_baseHasGone_isNothing() throws IOException {
        StoredObject old = store("old");
        StoredObject base = store("base");
        shelf.replace(delta(old, base), file("1"));
        cache.remove(base.sha256());

        assertThat(shelf.find(old.sha256())).isEmpty();
        assertThat(all()).isEmpty();
    }

    @Test
    void rebase_otherBase_takesThePlaceAndRemovesTheOldFile() throws IOException {
        StoredObject old = store("old");
        StoredDelta before = delta(old, store("base"));
        shelf.replace(before, file("1"));
        StoredDelta after = delta(old, store("newer"));

        assertThat(shelf.rebase(before, after, file("2"))).isTrue();

        assertThat(all()).containsExactly(after);
        assertThat(shelf.pathOf(after)).hasContent("2");
        assertThat(shelf.pathOf(before)).doesNotExist();
        assertThat(shelf.rebase(after, after, file("3"))).as("the same base").isTrue();
        assertThat(shelf.pathOf(after)).hasContent("3");
    }

    @Test
    void rebase_deltaOrNewBaseHasGone_changesNothing() throws IOException {
        StoredObject old = store("old");
        StoredDelta before = delta(old, store("base"));
        shelf.replace(before, file("1"));
        StoredObject newer = store("newer");
        StoredDelta after = delta(old, newer);
        cache.remove(newer.sha256());
        assertThat(shelf.rebase(before, after, file("2"))).isFalse();
        assertThat(all()).containsExactly(before);
        assertThat(shelf.pathOf(before)).hasContent("1");

        store("newer");
        shelf.remove(before);
        assertThat(shelf.rebase(before, after, file("2"))).isFalse();
        assertThat(all()).isEmpty();
        assertThat(shelf.pathOf(after)).doesNotExist();
    }

    @Test
    void find_blobStoredAgain_deltaIsDroppedAndItsFileIsAStray() throws IOException {
        StoredObject old = store("old");
        StoredDelta delta = delta(old, store("base"));
        shelf.replace(delta, file("1"));

        store("old");

        assertThat(cache.find(old.sha256())).isPresent();
        assertThat(shelf.find(old.sha256())).isEmpty();
        age(shelf.pathOf(delta));
        shelf.tidy(NOW);
        assertThat(shelf.pathOf(delta)).doesNotExist();
    }

    @Test
    void tidy_baseHasGone_forgetsTheDelta() throws IOException {
        StoredObject old = store("old");
        StoredObject base = store("base");
        StoredDelta delta = delta(old, base);
        shelf.replace(delta, file("1"));
        cache.remove(base.sha256());
        age(shelf.pathOf(delta));

        shelf.tidy(NOW);

        assertThat(shelf.pathOf(delta)).doesNotExist();
        store("base");
        assertThat(shelf.find(old.sha256())).as("its record went too").isEmpty();
    }

    @Test
    void tidy_files_goIfOldAndUnknown() throws IOException {
        StoredDelta delta = delta(store("old"), store("base"));
        shelf.replace(delta, file("1"));
        age(shelf.pathOf(delta));
        Path stray = file("stray");
        age(stray);
        Path fresh = file("fresh");
        Files.setLastModifiedTime(fresh, FileTime.from(NOW));

        shelf.tidy(NOW);

        assertThat(stray).doesNotExist();
        assertThat(fresh).exists();
        assertThat(shelf.pathOf(delta)).exists();
    }

    @Test
    void tidy_notesOfUselessPairs_goWithTheirFiles() throws IOException {
        StoredObject old = store("old");
        StoredObject base = store("base");
        StoredObject newer = store("newer");
        shelf.noteUseless(old.sha256(), newer.sha256());
        shelf.replace(delta(old, base), file("1"));
        shelf.tidy(NOW);
        assertThat(shelf.isUseless(old.sha256(), newer.sha256()))
                .as("the target is a delta now, and must not be tried on this base again")
                .isTrue();
        assertThat(shelf.isUseless(newer.sha256(), old.sha256())).isFalse();

        cache.remove(newer.sha256());
        shelf.tidy(NOW);
        assertThat(shelf.isUseless(old.sha256(), newer.sha256())).isFalse();
    }

    private List<StoredDelta> all() {
        List<StoredDelta> deltas = new ArrayList<>();
        shelf.forEach(deltas::add);
        return deltas;
    }

    private StoredDelta delta(StoredObject target, StoredObject base) {
        return new StoredDelta(target, base.sha256(), "zstd-1", 9, 3, ObjectMarks.LISTED);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(shelf.newFile(), content);
    }

    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    }

    private StoredObject store(String name) throws IOException {
        byte[] content = name.getBytes(StandardCharsets.UTF_8);
        return cache.write(
                content,
                new NewObject(
                        ContentHasher.sha256(content),
                        Optional.of(sha512(name)),
                        -1,
                        true,
                        Optional.of(new PackageId(name, "1", "all"))));
    }

    private static ContentHash sha512(String name) {
        byte[] content = name.getBytes(StandardCharsets.UTF_8);
        return ContentHash.of(
                HashAlgorithm.SHA512,
                ContentHasher.newDigest(HashAlgorithm.SHA512).digest(content));
    }
}
