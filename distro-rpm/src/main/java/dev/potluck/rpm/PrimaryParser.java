package dev.potluck.rpm;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.PackageId;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * primary.xml: the packages of a repository.
 *
 * <pre>{@code
 * <metadata xmlns="http://linux.duke.edu/metadata/common" packages="1">
 *   <package type="rpm">
 *     <name>bash</name><arch>x86_64</arch><version epoch="0" ver="5.2.15" rel="1.fc39"/>
 *     <checksum type="sha256" pkgid="YES">9f86d0...</checksum>
 *     <size package="1842712" installed="8162021" archive="8194424"/>
 *     <location href="Packages/b/bash-5.2.15-1.fc39.x86_64.rpm"/>
 *     <format>...</format>
 *   </package>
 * </metadata>
 * }</pre>
 */
final class PrimaryParser implements IndexParser {
    private static final int PACKAGE_DEPTH = 2;

    @Override
    public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
            throws IOException {
        String repository = new RpmPath(index).base();
        XmlScanner scanner = new XmlScanner(index, content);
        scanner.requireRoot("metadata");
        while (scanner.nextElement(1)) {
            if (scanner.depth() == PACKAGE_DEPTH && scanner.name().equals("package")) {
                new PackageElement(scanner, repository).read().ifPresent(entries);
            }
        }
    }

    /** One {@code <package>}. */
    private static final class PackageElement {
        private final XmlScanner scanner;
        private final ListedFile file;
        private String name = "";
        private String arch = "";
        private String version = "";

        PackageElement(XmlScanner scanner, String repository) {
            this.scanner = scanner;
            this.file = new ListedFile(scanner, repository);
        }

        Optional<IndexEntry> read() throws IOException {
            while (scanner.nextElement(PACKAGE_DEPTH)) {
                if (scanner.depth() == PACKAGE_DEPTH + 1) {
                    take(scanner.name());
                }
            }
            return file.entry(packageId());
        }

        private void take(String element) throws IOException {
            switch (element) {
                case "name" -> name = scanner.text();
                case "arch" -> arch = scanner.text();
                case "version" -> version = version();
                case "checksum" -> file.readChecksum();
                case "size" -> file.size(scanner.attribute("package"));
                case "location" ->
                    file.location(scanner.attribute("base"), scanner.attribute("href"));
                default -> {}
            }
        }

        /** As people write it: {@code 1:5.2-3}, without an epoch of 0. */
        private String version() {
            String epoch = scanner.attribute("epoch");
            String version = scanner.attribute("ver") + "-" + scanner.attribute("rel");
            return epoch.isEmpty() || epoch.equals("0") ? version : epoch + ":" + version;
        }

        private Optional<PackageId> packageId() throws IOException {
            if (name.isEmpty() || version.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(new PackageId(name, version, arch));
            } catch (IllegalArgumentException e) {
                throw scanner.malformed("a package's name, version and architecture: "
                        + String.valueOf(e.getMessage()));
            }
        }
    }
}
