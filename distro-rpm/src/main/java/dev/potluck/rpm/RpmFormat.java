package dev.potluck.rpm;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.MirrorList;
import dev.potluck.api.ResourceKind;

import org.pf4j.Extension;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Repositories as dnf, yum and zypper read them: Fedora, RHEL and its kin, openSUSE. There is no
 * specification but what createrepo_c writes and librepo and libsolv read.
 */
@Extension
public final class RpmFormat implements ArchiveFormat {
    @Override
    public String name() {
        return "rpm";
    }

    @Override
    public ResourceKind classify(ArchivePath path) {
        return new RpmPath(path).role().kind();
    }

    @Override
    public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
            throws IOException {
        Optional<IndexParser> parser = parserOf(new RpmPath(index).role());
        if (parser.isPresent()) {
            parser.get().parse(index, content, entries);
        }
    }

    /** Empty for files that list nothing with a hash. */
    private static Optional<IndexParser> parserOf(FileRole role) {
        return switch (role) {
            case REPOMD -> Optional.of(new RepomdParser());
            case TREEINFO -> Optional.of(new TreeinfoParser());
            case PRIMARY -> Optional.of(new PrimaryParser());
            case DELTAS -> Optional.of(new DeltaParser());
            case LISTLESS_INDEX, PACKAGE, OTHER -> Optional.empty();
        };
    }

    @Override
    public Optional<ArchivePath> detachedSignature(ArchivePath rootIndex) {
        return new RpmPath(rootIndex).detachedSignature();
    }

    @Override
    public ArchivePath lastingPath(ArchivePath index) {
        return new RpmPath(index).lasting();
    }

    /** By the words that all of their addresses have: {@code mirrorlist.centos.org/?repo=os}. */
    @Override
    public boolean mayListMirrors(String address) {
        String lower = address.toLowerCase(Locale.ROOT);
        return lower.contains("metalink") || lower.contains("mirrorlist");
    }

    @Override
    public Optional<MirrorList> readMirrors(byte[] content) {
        try {
            return MirrorDocument.of(content).read(content);
        } catch (IOException notAList) {
            return Optional.empty();
        }
    }

    @Override
    public byte[] withMirror(byte[] content, String mirror) {
        try {
            return MirrorDocument.of(content).withMirror(content, mirror);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // readMirrors could read it
        }
    }
}
