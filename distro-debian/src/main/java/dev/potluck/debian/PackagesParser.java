package dev.potluck.debian;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.MalformedIndexException;
import dev.potluck.api.PackageId;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Packages: one stanza for each binary package (Debian wiki, DebianRepository/Format).
 *
 * <pre>
 * Package: bash
 * Architecture: amd64
 * Version: 5.2.15-2+b7
 * Filename: pool/main/b/bash/bash_5.2.15-2+b7_amd64.deb
 * Size: 1491056
 * SHA256: 1b2d...
 * </pre>
 *
 * <p>A stanza without any hash is passed over: its file comes from the mirror alone.
 */
final class PackagesParser implements IndexParser {
    /** Bound on the few fields kept of one stanza; they have about 300 bytes. */
    static final int MAX_STANZA_BYTES = 1 << 16;

    @Override
    public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
            throws IOException {
        Stanza stanza = new Stanza(index, content);
        while (stanza.scanner.next()) {
            Optional<IndexEntry> entry = stanza.entry();
            if (entry.isPresent()) {
                entries.accept(entry.get());
            }
        }
    }

    /** The fields wanted, and what is alike from one stanza to the next. */
    private static final class Stanza {
        private final ControlScanner scanner;
        private final ControlScanner.Field filename;
        private final ControlScanner.Field size;
        private final ControlScanner.Field name;
        private final ControlScanner.Field version;
        private final ControlScanner.Field architecture;
        private final List<HashField> hashes;
        private final RepositoryBase base;
        private String lastVersion = "";
        private String lastArchitecture = "";

        Stanza(ArchivePath index, InputStream content) {
            scanner = new ControlScanner(index, new LineReader(index, content), MAX_STANZA_BYTES);
            filename = scanner.field("Filename");
            size = scanner.field("Size");
            name = scanner.field("Package");
            version = scanner.field("Version");
            architecture = scanner.field("Architecture");
            hashes = HashField.bestFirst(scanner, "SHA", "", "MD5sum");
            base = new RepositoryBase(index);
        }

        Optional<IndexEntry> entry() throws MalformedIndexException {
            Text file = filename.required();
            Optional<HashField> hash = HashField.bestPresent(hashes);
            if (hash.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new IndexEntry(
                    base.resolve(file.string(), file),
                    size.required().sizeBytes(),
                    hash.get().field().required().hash(hash.get().algorithm()),
                    packageId()));
        }

        private Optional<PackageId> packageId() throws MalformedIndexException {
            if (!name.isPresent() || !version.isPresent() || !architecture.isPresent()) {
                return Optional.empty();
            }
            lastVersion = version.required().string(lastVersion);
            lastArchitecture = architecture.required().string(lastArchitecture);
            return Optional.of(name.required().packageId(lastVersion, lastArchitecture));
        }
    }
}
