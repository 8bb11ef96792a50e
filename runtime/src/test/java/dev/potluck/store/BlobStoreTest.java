package dev.potluck.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.hash.ContentHasher;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

final class BlobStoreTest {
    private static final byte[] CONTENT = {1, 2, 3};
    private static final ContentHash HASH = ContentHasher.sha256(CONTENT);
    private static final PartialOrigin ORIGIN =
            new PartialOrigin("http://deb.example/", "\"v1\"", "Sun, 06 Nov 1994 08:49:37 GMT");

    @TempDir
    Path home;

    private BlobStore store;

    @BeforeEach
    void open() throws IOException {
        store = BlobStore.open(home);
    }

    @Test
    void promote_completePartial_isTheBlobAndStaysReadable() throws Exception {
        PartialBlob blob = partial("p", CONTENT);
        blob.writeOrigin(ORIGIN);
        store.promote(blob, HASH);
        assertThat(store.pathOf(HASH))
                .isEqualTo(home.resolve("objects/03/" + HASH.hex()))
                .hasBinaryContent(CONTENT);
        assertThat(leftovers()).isEmpty();
        ByteBuffer read = ByteBuffer.allocate(3);
        assertThat(blob.file().read(read, 0)).isEqualTo(3);
        blob.close();
        try (FileChannel file = store.open(HASH)) {
            assertThat(ContentHasher.sha256(file)).isEqualTo(HASH);
        }
    }

    @Test
    void promote_blobIsThereAlready_replacesIt() throws Exception {
        for (int i = 0; i < 2; i++) {
            PartialBlob blob = partial("p" + i, CONTENT);
            store.promote(blob, HASH);
            blob.close();
        }
        assertThat(hashes()).containsExactly(HASH);
    }

    @Test
    void promote_partialDeletedByHand_failsAndLeavesNothing() throws Exception {
        PartialBlob blob = partial("p", CONTENT);
        Files.delete(home.resolve("partial/p"));
        assertThatThrownBy(() -> store.promote(blob, HASH)).isInstanceOf(NoSuchFileException.class);
        blob.close();
        assertThat(hashes()).isEmpty();
    }

    @Test
    void pathOf_otherAlgorithm_isOurMistake() {
        ContentHash md5 = ContentHash.of(HashAlgorithm.MD5, new byte[16]);
        assertThatThrownBy(() -> store.pathOf(md5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void importFile_copy_leavesTheOriginal(@TempDir Path elsewhere) throws Exception {
        Path source = Files.write(elsewhere.resolve("x.deb"), CONTENT);
        store.importFile(source, HASH);
        assertThat(store.pathOf(HASH)).hasBinaryContent(CONTENT);
        assertThat(source).hasBinaryContent(CONTENT);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void write_bytes_leavesNothingBeside() throws Exception {
        store.write(CONTENT, HASH);
        store.write(CONTENT, HASH);
        assertThat(store.pathOf(HASH)).hasBinaryContent(CONTENT);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void importFile_sourceIsMissing_leavesNothing(@TempDir Path elsewhere) throws Exception {
        assertThatThrownBy(() -> store.importFile(elsewhere.resolve("none"), HASH))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(leftovers()).isEmpty();
    }

    private Path partialWrittenAt(int second) throws IOException {
        Path file = Files.write(home.resolve("partial/at-" + second), CONTENT);
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(second)));
        return file;
    }

    @Test
    void trimPartials_tooOldAndTooMany_oldestGoAndThoseInUseStay() throws Exception {
        Path tooOld = partialWrittenAt(1);
        Path older = partialWrittenAt(11);
        Path newer = partialWrittenAt(12);
        Path inUse = partialWrittenAt(30);
        Instant idleBefore = Instant.ofEpochSecond(20);
        Instant tooOldBefore = Instant.ofEpochSecond(10);

        assertThat(store.trimPartials(new BlobStore.PartialLimits(1_000, idleBefore, tooOldBefore)))
                .isEqualTo(1);
        assertThat(tooOld).doesNotExist();
        assertThat(store.trimPartials(
                        new BlobStore.PartialLimits(2L * CONTENT.length, idleBefore, tooOldBefore)))
                .isEqualTo(1);
        assertThat(older).doesNotExist();
        assertThat(newer).exists();
        store.trimPartials(new BlobStore.PartialLimits(0, idleBefore, tooOldBefore));
        assertThat(newer).doesNotExist();
        assertThat(inUse).exists();
    }

    @Test
    void delete_blob_staysReadableForThoseWhoHaveIt() throws Exception {
        PartialBlob blob = partial("p", CONTENT);
        store.promote(blob, HASH);
        assertThat(store.delete(HASH)).isTrue();
        assertThat(store.delete(HASH)).isFalse();
        assertThat(blob.file().read(ByteBuffer.allocate(3), 0)).isEqualTo(3);
        blob.close();
        assertThatThrownBy(() -> store.open(HASH)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void forEach_otherFiles_areLeftAlone() throws Exception {
        PartialBlob blob = partial("p", CONTENT);
        store.promote(blob, HASH);
        blob.close();
        Files.writeString(home.resolve("objects/README"), "not ours");
        Files.createDirectories(home.resolve("objects/lost+found"));
        Files.writeString(store.pathOf(HASH).resolveSibling("notes"), "not ours");
        Files.writeString(
                Files.createDirectories(home.resolve("objects/ff")).resolve(HASH.hex()),
                "in the wrong folder");
        assertThat(hashes()).containsExactly(HASH);
    }

    @Test
    void partial_kept_isContinued() throws Exception {
        PartialBlob first = partial("p", new byte[] {1, 2});
        first.writeOrigin(ORIGIN);
        first.keep();
        PartialBlob second = store.partial("p");
        assertThat(second.lengthBytes()).isEqualTo(2);
        assertThat(second.readOrigin()).contains(ORIGIN);
        second.append(ByteBuffer.wrap(new byte[] {3}));
        store.promote(second, HASH);
        second.close();
        assertThat(store.pathOf(HASH)).hasBinaryContent(CONTENT);
    }

    @Test
    void keep_empty_leavesNothing() throws Exception {
        PartialBlob blob = partial("p", CONTENT);
        blob.writeOrigin(ORIGIN);
        blob.clear();
        blob.keep();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void discard_partial_leavesNothing() throws Exception {
        PartialBlob blob = partial("p", CONTENT);
        blob.writeOrigin(ORIGIN);
        blob.discard();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void clear_partial_beginsAnew() throws Exception {
        PartialBlob blob = partial("p", new byte[] {9, 9, 9, 9});
        blob.clear();
        blob.append(ByteBuffer.wrap(CONTENT));
        assertThat(blob.lengthBytes()).isEqualTo(3);
        blob.keep();
        assertThat(home.resolve("partial/p")).hasBinaryContent(CONTENT);
    }

    @Test
    void readOrigin_noneOrDamaged_isEmpty() throws Exception {
        PartialBlob blob = partial("p", CONTENT);
        assertThat(blob.readOrigin()).isEmpty();
        Path note = home.resolve("partial/p.from");
        for (byte[] damaged :
                new byte[][] {{}, {0, 0, 0}, {'a', '\n'}, {(byte) 0xff, '\n', '\n', '\n'}}) {
            Files.write(note, damaged);
            assertThat(blob.readOrigin()).isEqualTo(Optional.empty());
        }
        blob.discard();
    }

    @Test
    void validator_weakEtag_isNotForRanges() {
        assertThat(ORIGIN.validator()).isEqualTo("\"v1\"");
        assertThat(new PartialOrigin("", "W/\"v1\"", "date").validator()).isEqualTo("date");
        assertThat(new PartialOrigin("", "", "date").validator()).isEqualTo("date");
        assertThat(new PartialOrigin("", "", "").validator()).isEmpty();
    }

    private PartialBlob partial(String name, byte[] content) throws IOException {
        PartialBlob blob = store.partial(name);
        blob.append(ByteBuffer.wrap(content));
        return blob;
    }

    private List<ContentHash> hashes() throws IOException {
        List<ContentHash> found = new ArrayList<>();
        store.forEach(found::add);
        return found;
    }

    private List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("partial"))) {
            return files.toList();
        }
    }
}
