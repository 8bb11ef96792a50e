package dev.potluck.rpm;

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
import java.util.Locale;
import java.util.Optional;

/** What is written as a primary.xml is read back, whatever stands between its elements. */
final class PrimaryPropertyTest {
    private static final String INDEX = "fedora/39/os/repodata/primary.xml.zst";

    record Listed(IndexEntry entry, String noise) {
        String text() {
            PackageId id = entry.packageId().orElseThrow();
            String[] version = id.version().split("-");
            String href = entry.path().value().substring("fedora/39/os/".length());
            String algorithm = entry.hash().algorithm().name().toLowerCase(Locale.ROOT);
            return """
                    <package type="rpm"><name>%s</name>%s<location href="%s"/>
                    <checksum pkgid="YES" type="%s"> %s
                    </checksum><arch>%s</arch><size archive="1" package="%d"/>
                    <version rel="%s" ver="%s" epoch="0"/></package>
                    """.formatted(
                            escape(id.name()),
                            noise,
                            escape(href),
                            algorithm,
                            entry.hash().hex(),
                            id.architecture(),
                            entry.sizeBytes(),
                            version[1],
                            version[0]);
        }
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&#60;").replace("\"", "&quot;");
    }

    @Property(tries = 200)
    void parse_generatedPrimary_givesBackTheEntries(@ForAll("packages") List<Listed> packages)
            throws IOException {
        StringBuilder text = new StringBuilder("<metadata>");
        packages.forEach(one -> text.append(one.text()));
        assertThat(Corpus.parse(INDEX, text.append("</metadata>").toString()))
                .isEqualTo(packages.stream().map(Listed::entry).toList());
    }

    @Provide
    Arbitrary<List<Listed>> packages() {
        Arbitrary<String> names = words("abcxyz0189+&<\"_.\u00fc", 40);
        Arbitrary<String> versions = Combinators.combine(
                        words("0123456789.~^", 12), words("0123456789.fc", 12))
                .as((version, release) -> version + "-" + release);
        Arbitrary<String> architectures = Arbitraries.of("x86_64", "noarch", "i686");
        Arbitrary<HashAlgorithm> algorithms = Arbitraries.of(HashAlgorithm.values());
        Arbitrary<Byte> bytes = Arbitraries.bytes();
        Arbitrary<Long> sizes = Arbitraries.longs().between(0, 1L << 50);
        Arbitrary<String> noise = Arbitraries.of(
                "",
                "<summary>x</summary>",
                "<format><name>not this</name><size package='0'/></format>",
                "<format><rpm:x xmlns:rpm='u'><location href='../..'/></rpm:x></format>",
                "<!-- <name>nor this</name> --><?pi <name>?>",
                "<description><![CDATA[<location href='/'/>]]></description>",
                "<description>" + "long ".repeat(9_000) + "</description>");
        Arbitrary<PackageId> ids =
                Combinators.combine(names, versions, architectures).as(PackageId::new);
        return Combinators.combine(ids, sizes, algorithms, bytes, noise)
                .as(PrimaryPropertyTest::one)
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

    private static Listed one(
            PackageId id, long size, HashAlgorithm algorithm, byte fill, String noise) {
        byte[] digest = new byte[algorithm.digestBytes()];
        java.util.Arrays.fill(digest, fill);
        IndexEntry entry = new IndexEntry(
                new ArchivePath("fedora/39/os/Packages/" + id.name() + "/" + id + ".rpm"),
                size,
                ContentHash.of(algorithm, digest),
                Optional.of(id));
        return new Listed(entry, noise);
    }
}
