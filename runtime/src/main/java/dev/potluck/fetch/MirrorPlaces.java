package dev.potluck.fetch;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;
import dev.potluck.api.ResourceKind;
import dev.potluck.index.ExpectedFile;

import java.util.List;

/** Where a mirror may have a listed file. */
final class MirrorPlaces {
    private MirrorPlaces() {}

    /** Mirrors keep an index's old versions by hash, after its name has gone on to a new one. */
    static List<ArchivePath> of(ExpectedFile file, ArchiveFormat format) {
        return format.pathByHash(file.path(), file.hash())
                .filter(byHash -> format.classify(file.path()) == ResourceKind.INDEX)
                .map(byHash -> List.of(byHash, file.path()))
                .orElse(List.of(file.path()));
    }
}
