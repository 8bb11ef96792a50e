package dev.potluck.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.PackageId;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hashdb.HashDb;
import dev.potluck.hashdb.Table;
import dev.potluck.store.BlobStore;
import dev.potluck.store.PartialBlob;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

final class BlobCacheTest {
    private static final int LARGE_BYTES = BlobCache.MAX_IN_MEMORY_BYTES + 1;
    private static final PackageId BASH = new PackageId("bash", "5.2", "amd64");

    @TempDir
    Path home;

    private final AtomicLong clockMs = new AtomicLong(1_000);
    private Runnable onClock = () -> {};
    private HashDb db;
    private BlobStore store;
    private BlobCache cache;

    @BeforeEach
    void open() throws IOException {
        store = BlobStore.open(home);
        db = HashDb.open(home.resolve("hashdb"), 16 << 20);
        cache = new BlobCache(store, db, 1 << 20, this::now);
    }

    private long now() {
        onClock.run();
        return clockMs.get();
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void find_adopted_isKnownByBothHashes() throws Exception {
        byte[] content = content(10);
        ContentHash sha512 = hash(HashAlgorithm.SHA512, content);
        StoredObject stored = adopt(content, Optional.of(sha512), true);
        assertThat(stored.sizeBytes()).isEqualTo(10);
        assertThat(stored.packageId()).contains(BASH);
        assertThat(cache.find(sha(content))).contains(stored);
        assertThat(cache.find(sha512)).contains(stored);
        assertThat(cache.find(hash(HashAlgorithm.MD5, content))).isEmpty();
        assertThat(cache.find(sha(content(11)))).isEmpty();
        assertThat(cache.size()).isEqualTo(new CacheSize(1, 10));
    }

    @Test
    void write_sameObjectAgainWithoutAName_keepsNameAndListing() throws Exception {
        byte[] content = content(10);
        adopt(content, Optional.empty(), true);
        StoredObject again = cache.write(
                content,
                new NewObject(sha(content), Optional.empty(), -1, false, Optional.empty()));
        assertThat(again.packageId()).contains(BASH);
        assertThat(again.listed()).isTrue();
        assertThat(cache.find(sha(content))).contains(again);
    }

    @Test
    void write_sameObjectAgainUnderANewName_takesTheNewOne() throws Exception {
        byte[] content = content(10);
        adopt(content, Optional.empty(), true);
        PackageId other = new PackageId("sh", "1", "all");
        cache.write(
                content,
                new NewObject(sha(content), Optional.empty(), -1, false, Optional.of(other)));
        assertThat(cache.find(sha(content)).orElseThrow().packageId()).contains(other);
    }

    @Test
    void find_afterARestart_isStillKnown() throws Exception {
        StoredObject stored = adopt(content(10), Optional.empty(), true);
        db.close();
        db = HashDb.open(home.resolve("hashdb"), 16 << 20);
        cache = new BlobCache(store, db, 1 << 20, this::now);
        assertThat(cache.find(stored.sha256())).contains(stored);
    }

    @Test
    void open_smallBlob_isInMemory() throws Exception {
        byte[] content = content(BlobCache.MAX_IN_MEMORY_BYTES);
        StoredObject stored = adopt(content);
        for (int i = 0; i < 2; i++) {
            assertThat(cache.open(stored))
                    .isInstanceOfSatisfying(
                            OpenBlob.InMemory.class,
                            open -> assertThat(open.content()).isEqualTo(ByteBuffer.wrap(content)));
        }
    }

    @Test
    void open_largeBlob_sharesOneFile() throws Exception {
        byte[] content = content(LARGE_BYTES);
        StoredObject stored = adopt(content);
        try (OpenBlob.OnDisk one = (OpenBlob.OnDisk) cache.open(stored);
                OpenBlob.OnDisk other = (OpenBlob.OnDisk) cache.open(stored)) {
            assertThat(one.file()).isSameAs(other.file());
            assertThat(ContentHasher.sha256(one.file())).isEqualTo(stored.sha256());
        }
        try (OpenBlob.OnDisk again = (OpenBlob.OnDisk) cache.open(stored)) {
            assertThat(again.file().isOpen()).isTrue();
        }
    }

    @Test
    void open_fileTouched_isTrustedAgainAfterAVerification() throws Exception {
        StoredObject stored = adopt(content(LARGE_BYTES));
        Files.setLastModifiedTime(store.pathOf(stored.sha256()), FileTime.fromMillis(5_000));
        assertThatThrownBy(() -> cache.open(stored)).isInstanceOf(BlobChangedException.class);
        assertThat(cache.verify(stored)).isTrue();
        StoredObject trusted = cache.find(stored.sha256()).orElseThrow();
        assertThat(trusted.fileTimeMs()).isEqualTo(5_000);
        cache.open(trusted).close();
    }

    @Test
    void open_fileChanged_isRemovedByAVerification() throws Exception {
        StoredObject stored = adopt(content(LARGE_BYTES));
        Path path = store.pathOf(stored.sha256());
        Files.write(path, content(LARGE_BYTES + 1));
        assertThatThrownBy(() -> cache.open(stored)).isInstanceOf(BlobChangedException.class);
        assertThat(cache.verify(stored)).isFalse();
        assertThat(path).doesNotExist();
        assertThat(cache.find(stored.sha256())).isEmpty();
    }

    @Test
    void open_smallFileChangedUnseen_isFoundOutByItsHash() throws Exception {
        StoredObject stored = adopt(content(10));
        Path path = store.pathOf(stored.sha256());
        Files.write(path, new byte[10]);
        Files.setLastModifiedTime(path, FileTime.fromMillis(stored.fileTimeMs()));
        assertThatThrownBy(() -> cache.open(stored)).isInstanceOf(BlobChangedException.class);
        assertThat(cache.verify(stored)).isFalse();
    }

    @Test
    void open_fileDeleted_isForgottenByAVerification() throws Exception {
        StoredObject stored = adopt(content(LARGE_BYTES));
        Files.delete(store.pathOf(stored.sha256()));
        assertThatThrownBy(() -> cache.open(stored)).isInstanceOf(BlobChangedException.class);
        assertThat(cache.verify(stored)).isFalse();
        assertThat(cache.find(stored.sha256())).isEmpty();
        assertThat(cache.size()).isEqualTo(new CacheSize(0, 0));
    }

    @Test
    void remove_whileItIsRead_endsAfterTheReader() throws Exception {
        StoredObject stored = adopt(content(LARGE_BYTES));
        OpenBlob.OnDisk reading = (OpenBlob.OnDisk) cache.open(stored);
        cache.remove(stored.sha256());
        assertThat(cache.find(stored.sha256())).isEmpty();
        assertThat(store.pathOf(stored.sha256())).doesNotExist();
        assertThat(ContentHasher.sha256(reading.file())).isEqualTo(stored.sha256());
        reading.close();
        assertThat(reading.file().isOpen()).isFalse();
        cache.remove(stored.sha256());
    }

    @Test
    void adopt_again_afterARemoval_servesTheNewFile() throws Exception {
        byte[] content = content(LARGE_BYTES);
        cache.open(adopt(content)).close();
        cache.remove(sha(content));
        try (OpenBlob.OnDisk open = (OpenBlob.OnDisk) cache.open(adopt(content))) {
            assertThat(ContentHasher.sha256(open.file())).isEqualTo(sha(content));
        }
    }

    @Test
    void importFile_copy_isServed(@TempDir Path elsewhere) throws Exception {
        byte[] content = content(LARGE_BYTES);
        Path source = Files.write(elsewhere.resolve("x.deb"), content);
        cache.importFile(source, about(content, Optional.empty(), true));
        Files.delete(source);
        cache.open(cache.find(sha(content)).orElseThrow()).close();
    }

    @Test
    void adoptOrphans_databaseLost_findsTheBlobsAgain() throws Exception {
        StoredObject one = adopt(content(10));
        StoredObject other = adopt(content(11));
        Files.write(store.pathOf(other.sha256()), content(12));
        db.writeNow(view -> {
            view.delete(Table.OBJECTS, one.sha256().digest());
            view.delete(Table.OBJECTS, other.sha256().digest());
        });
        assertThat(cache.adoptOrphans(lost -> Map.of())).isEqualTo(1);
        assertThat(cache.find(one.sha256())).map(StoredObject::sizeBytes).contains(10L);
        assertThat(store.pathOf(other.sha256())).as("what is damaged").doesNotExist();
        assertThat(cache.adoptOrphans(lost -> Map.of())).isZero();
    }

    @Test
    void adoptOrphans_nameIsKnownElsewhere_isNamed() throws Exception {
        StoredObject stored = adopt(content(10));
        db.writeNow(view -> view.delete(Table.OBJECTS, stored.sha256().digest()));

        cache.adoptOrphans(lost -> {
            assertThat(lost).containsExactly(stored.sha256());
            return Map.of(stored.sha256(), BASH);
        });

        assertThat(cache.find(stored.sha256()).orElseThrow().packageId()).contains(BASH);
    }

    @Test
    void adoptOrphans_moreThanAtOnce_takesInAll() throws Exception {
        int count = 1_001;
        for (int i = 0; i < count; i++) {
            byte[] content = ByteBuffer.allocate(Integer.BYTES).putInt(i).array();
            Path file = store.pathOf(sha(content));
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        }
        List<Integer> asked = new ArrayList<>();

        int adopted = cache.adoptOrphans(lost -> {
            asked.add(lost.size());
            return Map.of();
        });

        assertThat(adopted).isEqualTo(count);
        assertThat(asked).containsExactly(1_000, 1);
        assertThat(cache.size().objects()).isEqualTo(count);
    }

    /** A fetch stores the blob between our look at the file and our record of it. */
    @Test
    void adoptOrphans_storedMeanwhile_keepsWhatTheFetchKnows() throws Exception {
        byte[] content = content(10);
        StoredObject[] fetched = {adopt(content)};
        cache.recordAccess(fetched[0]);
        db.writeNow(view -> view.delete(Table.OBJECTS, sha(content).digest()));
        onClock = () -> {
            onClock = () -> {};
            try {
                fetched[0] = adopt(content, Optional.empty(), true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        cache.adoptOrphans(lost -> Map.of());
        StoredObject known = cache.find(sha(content)).orElseThrow();
        assertThat(known.listed()).isTrue();
        assertThat(known.packageId()).contains(BASH);
    }

    @Test
    void flushAccesses_counted_areInTheDatabase() throws Exception {
        StoredObject stored = adopt(content(10));
        clockMs.set(7_000);
        cache.recordAccess(stored);
        cache.recordAccess(stored);
        assertThat(cache.find(stored.sha256()).orElseThrow().accessCount()).isZero();
        assertThat(cache.flushAccesses().join()).isTrue();
        clockMs.set(9_000);
        assertThat(cache.flushAccesses().join()).isTrue();
        StoredObject counted = cache.find(stored.sha256()).orElseThrow();
        assertThat(counted.accessCount()).isEqualTo(2);
        assertThat(counted.lastAccessMs()).isEqualTo(7_000);
    }

    @Test
    void flushAccesses_removedMeanwhile_doesNotBringItBack() throws Exception {
        StoredObject stored = adopt(content(10));
        cache.recordAccess(stored);
        cache.remove(stored.sha256());
        assertThat(cache.flushAccesses().join()).isTrue();
        assertThat(cache.find(stored.sha256())).isEmpty();
    }

    @Test
    void forEach_visitorHadEnough_stops() throws Exception {
        adopt(content(10));
        adopt(content(11));
        List<StoredObject> seen = new ArrayList<>();
        cache.forEach(object -> {
            seen.add(object);
            return false;
        });
        assertThat(seen).hasSize(1);
    }

    private StoredObject adopt(byte[] content) throws IOException {
        return adopt(content, Optional.empty(), true);
    }

    private StoredObject adopt(byte[] content, Optional<ContentHash> alias, boolean listed)
            throws IOException {
        PartialBlob blob = store.partial("p-" + sha(content).hex());
        blob.append(ByteBuffer.wrap(content));
        StoredObject stored = cache.adopt(blob, about(content, alias, listed));
        blob.close();
        return stored;
    }

    private static NewObject about(byte[] content, Optional<ContentHash> alias, boolean listed) {
        return new NewObject(sha(content), alias, -1, listed, Optional.of(BASH));
    }

    private static ContentHash sha(byte[] content) {
        return ContentHasher.sha256(content);
    }

    private static ContentHash hash(HashAlgorithm algorithm, byte[] content) {
        return ContentHash.of(algorithm, ContentHasher.newDigest(algorithm).digest(content));
    }

    private static byte[] content(int lengthBytes) {
        byte[] content = new byte[lengthBytes];
        new Random(lengthBytes).nextBytes(content);
        return content;
    }
}
