package dev.potluck.fetch;

import dev.potluck.api.ArchivePath;
import dev.potluck.index.Archive;
import dev.potluck.mirror.Mirror;
import dev.potluck.mirror.MirrorGroup;

/**
 * Where a file stands upstream.
 *
 * @param archive the archive that it belongs to
 * @param mirrors those of the archive
 * @param path the file's path in the archive
 * @param expected what the archive's root index must be, where a list of mirrors says so
 */
public record Upstream(
        Archive archive, MirrorGroup mirrors, ArchivePath path, ExpectedRoot expected) {
    /** A file of an archive of whose state nothing is known beforehand. */
    public Upstream(Archive archive, MirrorGroup mirrors, ArchivePath path) {
        this(archive, mirrors, path, ExpectedRoot.ANY);
    }

    /** The same file's neighbour at another path of the archive. */
    Upstream at(ArchivePath other) {
        return new Upstream(archive, mirrors, other, expected);
    }

    /** What names the file where no index gives a hash. */
    String address() {
        return archive.id() + "/" + path;
    }

    /** The request target of the file at that mirror. */
    String targetAt(Mirror mirror) {
        return mirror.encodedTarget(path);
    }
}
