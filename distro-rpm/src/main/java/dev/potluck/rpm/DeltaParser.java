package dev.potluck.rpm;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.IndexEntry;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * prestodelta.xml and deltainfo.xml: delta packages.
 *
 * <pre>{@code
 * <prestodelta>
 *   <newpackage name="bash" epoch="0" version="5.2" release="2" arch="x86_64">
 *     <delta oldepoch="0" oldversion="5.2" oldrelease="1">
 *       <filename>drpms/bash-5.2-1_5.2-2.x86_64.drpm</filename>
 *       <size>12345</size>
 *       <checksum type="sha256">9f86d0...</checksum>
 *     </delta>
 *   </newpackage>
 * </prestodelta>
 * }</pre>
 */
final class DeltaParser implements IndexParser {
    @Override
    public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
            throws IOException {
        String repository = new RpmPath(index).base();
        XmlScanner scanner = new XmlScanner(index, content);
        if (!scanner.nextElement(0) || !scanner.name().matches("prestodelta|deltainfo")) {
            throw scanner.malformed("expected a document <prestodelta> or <deltainfo>");
        }
        while (scanner.nextElement(1)) {
            if (scanner.name().equals("delta")) {
                delta(scanner, repository).ifPresent(entries);
            }
        }
    }

    private static Optional<IndexEntry> delta(XmlScanner scanner, String repository)
            throws IOException {
        int depth = scanner.depth();
        ListedFile file = new ListedFile(scanner, repository);
        while (scanner.nextElement(depth)) {
            switch (scanner.name()) {
                case "checksum" -> file.readChecksum();
                case "size" -> file.size(scanner.text());
                case "filename" -> file.location(scanner.attribute("base"), scanner.text());
                default -> {}
            }
        }
        return file.entry(Optional.empty());
    }
}
