package dev.potluck.debian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.PackageId;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What is written as a Packages file is read back, whatever stands between its fields. */
final class PackagesPropertyTest {
    private static final String INDEX = "debian/dists/sid/main/binary-amd64/Packages.xz";

    record Stanza(IndexEntry entry, String noise) {
        String text(String lineEnd) {
            PackageId id = entry.packageId().orElseThrow();
            String file = entry.path().value().substring("debian/".length());
            return String.join(
                            "\n",
                            "Package: " + id.name(),
                            "Version:" + id.version(),
                            noise,
                            "Architecture:  " + id.architecture() + " ",
                            "SHA256: " + entry.hash().hex(),
                            "Filename: " + file,
                            "Size: " + entry.sizeBytes(),
                            "")
                    .replace("\n", lineEnd);
        }
    }

    @Property(tries = 200)
    void parse_generatedPackages_givesBackTheEntries(
            @ForAll("packages") List<Stanza> stanzas, @ForAll boolean crlf) throws IOException {
        String lineEnd = crlf ? "\r\n" : "\n";
        StringBuilder text = new StringBuilder();
        stanzas.forEach(stanza -> text.append(stanza.text(lineEnd)).append(lineEnd));
        assertThat(Corpus.parse(INDEX, text.toString()))
                .isEqualTo(stanzas.stream().map(Stanza::entry).toList());
    }

    @Provide
    Arbitrary<List<Stanza>> packages() {
        Arbitrary<String> names = words("abcxyz0189+-.", 40);
        Arbitrary<String> versions = words("0123456789.+~:-", 30);
        Arbitrary<String> architectures = Arbitraries.of("amd64", "all", "arm64");
        Arbitrary<byte[]> digests = Arbitraries.bytes().array(byte[].class).ofSize(32);
        Arbitrary<Long> sizes = Arbitraries.longs().between(0, 1L << 50);
        Arbitrary<String> noise = Arbitraries.of(
                "Description: short",
                "Description: long\n Size: 5\n .\n\tFilename: pool/not-this",
                "Tag: a::b,\n c::d",
                "Size-Installed: 12",
                "X-Filename: elsewhere",
                "Depends: " + "libc6 (>= 2.36), ".repeat(9000));
        Arbitrary<PackageId> ids =
                Combinators.combine(names, versions, architectures).as(PackageId::new);
        return Combinators.combine(ids, sizes, digests, noise)
                .as(PackagesPropertyTest::stanza)
                .list()
                .ofMaxSize(20);
    }

    private static Arbitrary<String> words(String letters, int maxLength) {
        return Arbitraries.strings()
                .withChars(letters)
                .ofMinLength(1)
                .ofMaxLength(maxLength)
                .map(word -> "v" + word);
    }

    private static Stanza stanza(PackageId id, long size, byte[] digest, String noise) {
        IndexEntry entry = new IndexEntry(
                new ArchivePath("debian/pool/" + id.name() + "/" + id + ".deb"),
                size,
                ContentHash.of(HashAlgorithm.SHA256, digest),
                Optional.of(id));
        return new Stanza(entry, noise);
    }
}
