package dev.potluck.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.MalformedIndexException;
import dev.potluck.api.PackageId;
import dev.potluck.hash.ContentHasher;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class ListingTest {
    private static final LineFormat FORMAT = new LineFormat();
    private static final ContentHash HASH = LineFormat.hash(new byte[] {1});

    @Provide
    Arbitrary<IndexEntry> entries() {
        Arbitrary<String> names = Arbitraries.of("a.pkg", "b.pkg", "c.idx", "sub/d.idx.gz", "é");
        Arbitrary<ContentHash> hashes = Arbitraries.of(HashAlgorithm.class)
                .flatMap(algorithm -> Arbitraries.bytes()
                        .array(byte[].class)
                        .ofSize(algorithm.digestBytes())
                        .map(digest -> ContentHash.of(algorithm, digest)));
        Arbitrary<Optional<PackageId>> packages = Arbitraries.strings()
                .withCharRange(' ', '~')
                .withChars('é', '\u4e2d')
                .ofMaxLength(20)
                .map(text -> new PackageId(text, text + "1", "all"))
                .optional();
        return Combinators.combine(names, Arbitraries.longs().greaterOrEqual(0), hashes, packages)
                .as((name, size, hash, id) ->
                        new IndexEntry(new ArchivePath(name), size, hash, id));
    }

    @Property(tries = 300)
    void find_whatWasAdded_isTheFirstOfEachPath(
            @ForAll @Size(max = 12) List<@From("entries") IndexEntry> entries) {
        Listing listing = new Listing();
        Map<ArchivePath, IndexEntry> first = new LinkedHashMap<>();
        for (IndexEntry entry : entries) {
            listing.add(entry, FORMAT);
            first.putIfAbsent(entry.path(), entry);
        }
        listing.sealed();
        first.forEach((path, entry) -> {
            ExpectedFile expected =
                    new ExpectedFile(path, entry.hash(), entry.sizeBytes(), entry.packageId());
            assertThat(listing.find(path)).contains(expected);
        });
        assertThat(listing.find(new ArchivePath("elsewhere"))).isEmpty();
    }

    @Test
    void find_indexByItsHash_namesTheIndex() {
        Listing listing = listing(entry("main/x.idx"));
        assertThat(listing.find(new ArchivePath("main/by-hash/" + HASH.hex())))
                .map(ExpectedFile::path)
                .contains(new ArchivePath("main/x.idx"));
        assertThat(listing.size()).isEqualTo(2);
    }

    @Test
    void find_packageByItsHash_isNotListed() {
        Listing listing = listing(entry("main/x.pkg"));
        assertThat(listing.find(new ArchivePath("main/by-hash/" + HASH.hex()))).isEmpty();
    }

    @Test
    void read_moreThanTheLimit_isMalformed() {
        String longName = "é".repeat(PackageId.MAX_LENGTH);
        IndexEntry entry = new IndexEntry(
                new ArchivePath("x.pkg"),
                1,
                HASH,
                Optional.of(new PackageId(longName, longName, longName)));
        assertThatThrownBy(() -> IndexReader.read(
                        new ArchivePath("x.idx"),
                        new EndlessFormat(entry),
                        new ByteArrayInputStream(new byte[0])))
                .isInstanceOf(MalformedIndexException.class)
                .hasMessageContaining("x.idx")
                .hasMessageContaining("MiB");
    }

    @Test
    void decode_entryCutShort_isNoSilentGarbage() {
        byte[] value = {0, 0, 0, 0, 0, 0, 0, 1, 32, 5};
        for (int length = 0; length < value.length; length++) {
            byte[] cut = Arrays.copyOf(value, length);
            assertThatThrownBy(() -> Listing.decode(new ArchivePath("x"), cut))
                    .isInstanceOfAny(UncheckedIOException.class, IllegalArgumentException.class);
        }
    }

    @Test
    void entryKey_numbers_sortAsNumbers() {
        byte[] pathKey = Listing.pathKey(
                ContentHasher.newDigest(HashAlgorithm.SHA256), new ArchivePath("x"));
        assertThat(Arrays.compareUnsigned(
                        Listing.entryKey(255, pathKey), Listing.entryKey(256, pathKey)))
                .isNegative();
    }

    private static Listing listing(IndexEntry... entries) {
        Listing listing = new Listing();
        for (IndexEntry entry : entries) {
            listing.add(entry, FORMAT);
        }
        return listing.sealed();
    }

    private static IndexEntry entry(String path) {
        return new IndexEntry(new ArchivePath(path), 1, HASH, Optional.empty());
    }
}
