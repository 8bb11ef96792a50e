package dev.potluck.debian;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.ResourceKind;

import org.pf4j.Extension;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Archives as apt reads them: Debian, Ubuntu, their derivatives, and flat repositories (Debian
 * wiki, DebianRepository/Format).
 */
@Extension
public final class DebianFormat implements ArchiveFormat {
    @Override
    public String name() {
        return "debian";
    }

    @Override
    public ResourceKind classify(ArchivePath path) {
        return new DebianPath(path).role().kind();
    }

    @Override
    public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
            throws IOException {
        Optional<IndexParser> parser = parserOf(new DebianPath(index));
        if (parser.isPresent()) {
            parser.get().parse(index, content, entries);
        }
    }

    /** Empty for files that list nothing with a hash. */
    private static Optional<IndexParser> parserOf(DebianPath index) {
        return switch (index.role()) {
            case RELEASE -> Optional.of(new ReleaseParser());
            case PACKAGES -> Optional.of(new PackagesParser());
            case SOURCES -> Optional.of(new SourcesParser());
            case PATCH_INDEX -> Optional.of(new PatchIndexParser());
            case CHECKSUMS -> index.checksumAlgorithm().map(ChecksumFileParser::new);
            case LISTLESS_INDEX, BY_HASH, PACKAGE, OTHER -> Optional.empty();
        };
    }

    @Override
    public Optional<ContentHash> hashInPath(ArchivePath path) {
        return new DebianPath(path).hashInPath();
    }

    @Override
    public Optional<ArchivePath> pathByHash(ArchivePath path, ContentHash hash) {
        return new DebianPath(path).byHash(hash);
    }

    @Override
    public Optional<ArchivePath> detachedSignature(ArchivePath rootIndex) {
        return new DebianPath(rootIndex).detachedSignature();
    }

    @Override
    public List<ArchivePath> companions(ArchivePath index) {
        return new DebianPath(index).patchedIndexes();
    }
}
