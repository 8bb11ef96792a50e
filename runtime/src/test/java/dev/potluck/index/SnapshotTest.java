package dev.potluck.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

import org.junit.jupiter.api.Test;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

final class SnapshotTest {
    private static final ContentHash HASH = LineFormat.hash(new byte[] {1});
    private static final ContentHash OTHER = LineFormat.hash(new byte[] {2});

    @Property(tries = 200)
    void decode_encoded_isTheSame(
            @ForAll @CharRange(from = ' ', to = 'ÿ') @StringLength(max = 50) String text,
            @ForAll long timeMs,
            @ForAll boolean signed,
            @ForAll @IntRange(max = 5) int memberCount) {
        List<Snapshot.Member> members = new ArrayList<>();
        for (int i = 0; i < memberCount; i++) {
            members.add(new Snapshot.Member(new ArchivePath("p/" + i), HASH, i * 1_000));
        }
        Snapshot snapshot = new Snapshot(
                new RootPlace(text, new ArchivePath("dists/x/LIST")),
                "line",
                new Validators(text, text),
                text,
                timeMs,
                HASH,
                signed ? Optional.of(OTHER) : Optional.empty(),
                7,
                members);
        assertThat(Snapshot.decode(snapshot.encode())).isEqualTo(snapshot);
    }

    @Test
    void decode_recordCutShort_isNoSilentGarbage() {
        byte[] record = snapshot(List.of(member("a.idx", HASH, 1))).encode();
        for (int length = 0; length < record.length; length++) {
            byte[] cut = Arrays.copyOf(record, length);
            assertThatThrownBy(() -> Snapshot.decode(cut))
                    .isInstanceOfAny(UncheckedIOException.class, IllegalArgumentException.class);
        }
    }

    @Test
    void decode_otherVersion_isRefused() {
        byte[] record = snapshot(List.of()).encode();
        record[0] = 99;
        assertThatThrownBy(() -> Snapshot.decode(record)).hasMessageContaining("version 99");
    }

    @Test
    void withMember_samePath_replacesIt() {
        Snapshot grown = snapshot(List.of(member("a.idx", HASH, 1)))
                .withMember(member("b.idx", HASH, 2))
                .withMember(member("a.idx", OTHER, 3));
        assertThat(grown.members())
                .containsExactly(member("b.idx", HASH, 2), member("a.idx", OTHER, 3));
        assertThat(grown.member(new ArchivePath("a.idx"), HASH)).isEmpty();
        assertThat(grown.member(new ArchivePath("a.idx"), OTHER)).isPresent();
    }

    @Test
    void listings_someListNothing_areLeftOut() {
        assertThat(snapshot(List.of(
                                member("a.idx", HASH, Listing.NOTHING), member("b.idx", HASH, 9)))
                        .listings())
                .containsExactly(7, 9);
    }

    private static Snapshot.Member member(String path, ContentHash hash, int listing) {
        return new Snapshot.Member(new ArchivePath(path), hash, listing);
    }

    private static Snapshot snapshot(List<Snapshot.Member> members) {
        return new Snapshot(
                new RootPlace("a", new ArchivePath("LIST")),
                "line",
                Validators.NONE,
                "",
                0,
                HASH,
                Optional.empty(),
                7,
                members);
    }
}
