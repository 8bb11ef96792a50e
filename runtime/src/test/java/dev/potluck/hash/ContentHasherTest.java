package dev.potluck.hash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;

final class ContentHasherTest {
    private final byte[] content = new byte[200_000];

    ContentHasherTest() {
        new Random(1).nextBytes(content);
    }

    @ParameterizedTest
    @EnumSource(HashAlgorithm.class)
    void finish_streamInPieces_hasBothHashes(HashAlgorithm algorithm) throws Exception {
        ContentHasher hasher = new ContentHasher(algorithm);
        for (int round = 0; round < 2; round++) { // it starts anew after the first
            ByteBuffer first = ByteBuffer.wrap(content, 0, 70_001);
            hasher.update(first);
            assertThat(first.hasRemaining()).isFalse();
            hasher.update(ByteBuffer.wrap(content, 70_001, content.length - 70_001));
            FileHashes hashes = hasher.finish();
            assertThat(hashes.sha256()).isEqualTo(ContentHasher.sha256(content));
            assertThat(hashes.listed())
                    .isEqualTo(ContentHash.of(
                            algorithm,
                            MessageDigest.getInstance(algorithm.jcaName()).digest(content)));
        }
    }

    @ParameterizedTest
    @EnumSource(HashAlgorithm.class)
    void update_fileThenBytes_goesOnWhereTheFileEnds(HashAlgorithm algorithm, @TempDir Path folder)
            throws Exception {
        Path path = Files.write(folder.resolve("f"), Arrays.copyOf(content, 150_000));
        ContentHasher hasher = new ContentHasher(algorithm);
        try (FileChannel file = FileChannel.open(path)) {
            hasher.update(file, 100_000);
        }
        hasher.update(ByteBuffer.wrap(content, 100_000, 100_000));
        assertThat(hasher.finish().sha256()).isEqualTo(ContentHasher.sha256(content));
    }

    @Property(tries = 300)
    void lastPieceBytes_anySize_restIsWholePieces(
            @ForAll @LongRange(min = 1, max = 1L << 50) long sizeBytes) {
        long last = Pieces.lastPieceBytes(sizeBytes);
        assertThat(last).isBetween(1L, (long) Pieces.PIECE_BYTES);
        assertThat((sizeBytes - last) % Pieces.PIECE_BYTES).isZero();
    }

    @Property(tries = 20)
    void lastPieceBytes_wholePieces_isAPiece(@ForAll @IntRange(min = 1) int pieces) {
        assertThat(Pieces.lastPieceBytes((long) pieces * Pieces.PIECE_BYTES))
                .isEqualTo(Pieces.PIECE_BYTES);
        assertThat(Pieces.lastPieceBytes(0)).isZero();
    }
}
