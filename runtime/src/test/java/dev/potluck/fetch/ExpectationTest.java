package dev.potluck.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ContentHash;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hash.FileHashes;
import dev.potluck.hash.Pieces;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

import org.junit.jupiter.api.Test;

import java.util.Optional;

final class ExpectationTest {
    private static final ContentHash HASH = ContentHasher.sha256(new byte[] {1});
    private static final ContentHash OTHER = ContentHasher.sha256(new byte[] {2});

    /** Whatever came, its end is held back: no wrong file is ever complete. */
    @Property(tries = 1_000)
    void releasable_hashIsKnown_neverReachesTheEnd(
            @ForAll @LongRange(min = 1, max = 1L << 33) long sizeBytes,
            @ForAll @LongRange(min = 0, max = 1L << 33) long bytes,
            @ForAll boolean sizeIsKnown) {
        long writtenBytes = Math.min(bytes, sizeBytes);
        Expectation expectation = new Expectation(Optional.of(HASH), sizeIsKnown ? sizeBytes : -1);
        long released = expectation.releasable(writtenBytes);
        assertThat(released).isBetween(0L, writtenBytes).isLessThan(sizeBytes);
        long lastPiece = sizeIsKnown ? Pieces.lastPieceBytes(sizeBytes) : Pieces.PIECE_BYTES;
        assertThat(released).isLessThanOrEqualTo(Math.max(0, sizeBytes - lastPiece));
        assertThat(expectation.releasable(writtenBytes + 1)).isGreaterThanOrEqualTo(released);
    }

    @Property(tries = 100)
    void releasable_nothingIsKnown_isAll(@ForAll @LongRange(min = 0) long writtenBytes) {
        assertThat(Expectation.NOTHING.releasable(writtenBytes)).isEqualTo(writtenBytes);
    }

    @Test
    void announced_sizeOfTheIndex_isNotReplaced() {
        Expectation listed = new Expectation(Optional.of(HASH), 10);
        assertThat(listed.announced(20)).isEqualTo(listed);
        assertThat(new Expectation(Optional.of(HASH), -1).announced(20).sizeBytes())
                .isEqualTo(20);
    }

    @Test
    void matches_sizeAndHash_bothCount() {
        Expectation listed = new Expectation(Optional.of(HASH), 1);
        assertThat(listed.matches(1, new FileHashes(HASH, HASH))).isTrue();
        assertThat(listed.matches(2, new FileHashes(HASH, HASH))).isFalse();
        assertThat(listed.matches(1, new FileHashes(HASH, OTHER))).isFalse();
        assertThat(Expectation.NOTHING.matches(7, new FileHashes(OTHER, OTHER))).isTrue();
    }

    @Test
    void isSmall_onePieceOfAKnownFile_isSmall() {
        assertThat(new Expectation(Optional.of(HASH), Pieces.PIECE_BYTES).isSmall())
                .isTrue();
        assertThat(new Expectation(Optional.of(HASH), Pieces.PIECE_BYTES + 1).isSmall())
                .isFalse();
        assertThat(new Expectation(Optional.of(HASH), -1).isSmall()).isFalse();
        assertThat(Expectation.NOTHING.isSmall()).isFalse();
    }
}
