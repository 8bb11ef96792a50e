package dev.potluck.rpm;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.ResourceKind;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * repomd.xml: the indexes of a repository.
 *
 * <pre>{@code
 * <repomd xmlns="http://linux.duke.edu/metadata/repo">
 *   <data type="primary">
 *     <checksum type="sha256">9f86d0...</checksum>
 *     <location href="repodata/9f86d0...-primary.xml.zst"/>
 *     <size>1234</size>
 *   </data>
 * </repomd>
 * }</pre>
 */
final class RepomdParser implements IndexParser {
    @Override
    public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
            throws IOException {
        String repository = new RpmPath(index).base();
        XmlScanner scanner = new XmlScanner(index, content);
        scanner.requireRoot("repomd");
        while (scanner.nextElement(1)) {
            if (scanner.depth() == 2 && scanner.name().equals("data")) {
                data(scanner, repository)
                        .filter(entry ->
                                new RpmPath(entry.path()).role().kind() != ResourceKind.ROOT_INDEX)
                        .ifPresent(entries);
            }
        }
    }

    private static Optional<IndexEntry> data(XmlScanner scanner, String repository)
            throws IOException {
        int depth = scanner.depth();
        ListedFile file = new ListedFile(scanner, repository);
        while (scanner.nextElement(depth)) {
            switch (scanner.name()) {
                case "checksum" -> file.readChecksum();
                case "size" -> file.size(scanner.text());
                case "location" ->
                    file.location(scanner.attribute("base"), scanner.attribute("href"));
                default -> {}
            }
        }
        return file.entry(Optional.empty());
    }
}
