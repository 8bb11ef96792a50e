package dev.potluck.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.PackageId;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Records of blobs, and the files that their readers share. */
final class StoredObjectTest {
    private static final byte[] KEY = new byte[32];
    private static final ContentHash HASH = ContentHash.of(HashAlgorithm.SHA256, KEY);

    @Property(tries = 200)
    void decode_encoded_isTheSame(
            @ForAll long sizeBytes,
            @ForAll long timeMs,
            @ForAll boolean listed,
            @ForAll boolean hasPackage,
            @ForAll @CharRange(from = ' ', to = '~') @StringLength(max = 1024) String name) {
        StoredObject object = new StoredObject(
                HASH,
                sizeBytes,
                timeMs,
                timeMs + 1,
                timeMs + 2,
                timeMs + 3,
                -1,
                listed,
                hasPackage ? Optional.of(new PackageId(name, "1", "all")) : Optional.empty());
        assertThat(StoredObject.decode(KEY, object.encode())).isEqualTo(object);
    }

    @Test
    void decode_recordCutShort_isNoSilentGarbage() {
        byte[] record = object().encode();
        for (int length = 0; length < record.length; length++) {
            byte[] cut = Arrays.copyOf(record, length);
            assertThatThrownBy(() -> StoredObject.decode(KEY, cut))
                    .isInstanceOf(UncheckedIOException.class);
        }
        record[0] = 9;
        assertThatThrownBy(() -> StoredObject.decode(KEY, record))
                .hasMessageContaining("version 9");
    }

    @Test
    void accessed_clockWentBack_keepsTheLaterTime() {
        assertThat(object().accessed(3, 1).lastAccessMs()).isEqualTo(20);
        assertThat(object().accessed(3, 30).lastAccessMs()).isEqualTo(30);
        assertThat(object().accessed(3, 30).accessCount()).isEqualTo(8);
    }

    @Test
    void release_lastHolder_closesTheFile(@TempDir Path folder) throws Exception {
        SharedFile shared =
                new SharedFile(FileChannel.open(Files.write(folder.resolve("f"), new byte[1])));
        assertThat(shared.retain()).isTrue();
        shared.release();
        assertThat(shared.file().isOpen()).isTrue();
        shared.release();
        assertThat(shared.file().isOpen()).isFalse();
        assertThat(shared.retain()).as("a closed file is not revived").isFalse();
    }

    private static StoredObject object() {
        return new StoredObject(
                HASH, 1, 10, 20, 5, 30, -1, true, Optional.of(new PackageId("a", "1", "all")));
    }
}
