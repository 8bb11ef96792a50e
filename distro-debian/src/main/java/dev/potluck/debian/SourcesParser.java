package dev.potluck.debian;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.PackageId;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sources: one stanza for each source package, which has several files.
 *
 * <pre>
 * Package: hello
 * Version: 2.10-3
 * Directory: pool/main/h/hello
 * Checksums-Sha256:
 *  c43a...  1676 hello_2.10-3.dsc
 *  31e0... 725946 hello_2.10.orig.tar.gz
 * Files:
 *  e7bd...  1676 hello_2.10-3.dsc            MD5
 * </pre>
 *
 * <p>The strongest list that a stanza has is taken, whole.
 */
final class SourcesParser implements IndexParser {
    /** Bound on the lists kept of one stanza: some 5,000 files, all with four hashes. */
    static final int MAX_STANZA_BYTES = 1 << 21;

    private static final String ARCHITECTURE = "source";

    @Override
    public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
            throws IOException {
        ControlScanner scanner =
                new ControlScanner(index, new LineReader(index, content), MAX_STANZA_BYTES);
        ControlScanner.Field name = scanner.field("Package");
        ControlScanner.Field version = scanner.field("Version");
        ControlScanner.Field directory = scanner.field("Directory");
        List<HashField> hashes = HashField.bestFirst(scanner, "Checksums-Sha", "", "Files");
        RepositoryBase base = new RepositoryBase(index);
        while (scanner.next()) {
            Text packageName = name.required();
            Optional<HashField> best = HashField.bestPresent(hashes);
            if (best.isEmpty()) {
                continue;
            }
            // apt takes a missing Directory for the base itself.
            String folder = directory.text().map(Text::string).orElse("") + "/";
            Optional<PackageId> id = version.isPresent()
                    ? Optional.of(packageName.packageId(version.required().string(), ARCHITECTURE))
                    : Optional.empty();
            ListedFile.forEach(best.get(), file -> {
                ArchivePath path = base.resolve(folder + file.name().string(), file.name());
                entries.accept(file.at(path, id));
            });
        }
    }
}
