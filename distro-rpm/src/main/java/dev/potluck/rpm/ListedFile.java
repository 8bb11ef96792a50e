package dev.potluck.rpm;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.PackageId;

import java.io.IOException;
import java.util.Optional;

/** What an index says of one file, as it is put together from an element's children. */
final class ListedFile {
    private static final int MAX_SIZE_DIGITS = 18;

    private final XmlScanner scanner;
    private final String repository;
    private Optional<ContentHash> hash = Optional.empty();
    private long sizeBytes = IndexEntry.UNKNOWN_SIZE;
    private Location location = new Location("", "");

    /** @param repository the folder of the repository, with its slash; empty at the top */
    ListedFile(XmlScanner scanner, String repository) {
        this.scanner = scanner;
        this.repository = repository;
    }

    /** At {@code <checksum type="sha256">}. */
    void readChecksum() throws IOException {
        String type = scanner.attribute("type");
        try {
            hash = Checksum.of(type, scanner.text());
        } catch (IllegalArgumentException e) {
            throw scanner.malformed("a checksum of type " + type + ": " + e.getMessage());
        }
    }

    void size(String digits) throws IOException {
        boolean isNumber = !digits.isEmpty()
                && digits.length() <= MAX_SIZE_DIGITS
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isNumber) {
            throw scanner.malformed("a size has 1 to %d decimal digits".formatted(MAX_SIZE_DIGITS));
        }
        sizeBytes = Long.parseLong(digits);
    }

    void location(String base, String href) {
        location = new Location(base, href);
    }

    /**
     * The entry.
     *
     * @return empty without a hash that we know, or if the file stands elsewhere: it then comes
     *     from the mirror alone
     */
    Optional<IndexEntry> entry(Optional<PackageId> packageId) throws IOException {
        if (location.href().isEmpty()) {
            throw scanner.malformed("a file has a location");
        }
        try {
            Optional<ArchivePath> path = location.in(repository);
            return path.flatMap(
                    at -> hash.map(known -> new IndexEntry(at, sizeBytes, known, packageId)));
        } catch (IllegalArgumentException e) {
            throw scanner.malformed(
                    "a location that stays in the archive: " + String.valueOf(e.getMessage()));
        }
    }
}
