package dev.potluck.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An index for {@link ArchiveFormatContract}: its path, its content, and what it lists.
 *
 * @param entries in the order in which the format hands them over
 */
@SuppressWarnings("ArrayRecordComponent")
public record SampleIndex(ArchivePath path, byte[] content, List<IndexEntry> entries) {
    private static final String ENTRIES_SUFFIX = ".entries";

    /**
     * All samples in a folder laid out as an archive: each index has a file beside it whose name
     * ends in {@code .entries}, with a line for each entry, its words parted by tabs:
     *
     * <pre>
     * sha256:9f86d0...   738242   dists/bookworm/main/binary-amd64/Packages.xz
     * sha256:82130b...   1490652  pool/main/b/bash/bash_5.2_amd64.deb   bash   5.2   amd64
     * </pre>
     *
     * <p>A size of {@code -} is an unknown one.
     *
     * @throws IOException if the folder cannot be read
     */
    public static List<SampleIndex> corpus(Path folder) throws IOException {
        List<Path> lists;
        try (Stream<Path> files = Files.walk(folder)) {
            lists = files.filter(file -> file.toString().endsWith(ENTRIES_SUFFIX))
                    .sorted()
                    .toList();
        }
        List<SampleIndex> samples = new ArrayList<>();
        for (Path list : lists) {
            String name = folder.relativize(list).toString();
            ArchivePath path =
                    new ArchivePath(name.substring(0, name.length() - ENTRIES_SUFFIX.length()));
            List<IndexEntry> entries =
                    Files.readAllLines(list).stream().map(SampleIndex::entry).toList();
            samples.add(new SampleIndex(
                    path, Files.readAllBytes(folder.resolve(path.value())), entries));
        }
        return samples;
    }

    private static IndexEntry entry(String line) {
        String[] words = line.split("\t");
        String[] hash = words[0].split(":");
        HashAlgorithm algorithm = HashAlgorithm.valueOf(hash[0].toUpperCase(Locale.ROOT));
        Optional<PackageId> packageId = words.length < 6
                ? Optional.empty()
                : Optional.of(new PackageId(words[3], words[4], words[5]));
        return new IndexEntry(
                new ArchivePath(words[2]),
                words[1].equals("-") ? IndexEntry.UNKNOWN_SIZE : Long.parseLong(words[1]),
                ContentHash.ofHex(algorithm, hash[1]),
                packageId);
    }
}
