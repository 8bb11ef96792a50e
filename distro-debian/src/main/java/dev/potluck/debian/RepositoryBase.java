package dev.potluck.debian;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.MalformedIndexException;

/**
 * Where the file names in a Packages or Sources start.
 *
 * <p>Below {@code dists/} they start before it. In a flat repository they start at the URI of the
 * sources.list line, which may stand above the index: {@code deb http://host/jenkins binary/} has
 * {@code jenkins/binary/Packages}, which names {@code binary/jenkins_2.426_all.deb}. The path alone
 * does not tell, so the folders that the end of the index's path and the start of the name have in
 * common are taken to be the same ones.
 */
final class RepositoryBase {
    private final boolean flat;
    private final String base;

    RepositoryBase(ArchivePath index) {
        DebianPath path = new DebianPath(index);
        this.flat = !path.isInDists();
        this.base = flat ? index.directory() : path.base();
    }

    /** The path of a file by its name in the index; {@code place} is where that stands. */
    ArchivePath resolve(String reference, Text place) throws MalformedIndexException {
        try {
            if (flat) {
                String normal = ArchivePath.parse(reference).value();
                return new ArchivePath(base.substring(0, base.length() - shared(normal)) + normal);
            }
            return ArchivePath.parse(base + reference);
        } catch (IllegalArgumentException e) {
            throw place.malformed("a file's path stays in the archive", e);
        }
    }

    /** Length of the longest start of the reference, in whole folders, that also ends the base. */
    private int shared(String reference) {
        String folders = "/" + base;
        int longest = 0;
        for (int slash = reference.indexOf('/'); slash >= 0; ) {
            if (folders.endsWith("/" + reference.substring(0, slash + 1))) {
                longest = slash + 1;
            }
            slash = reference.indexOf('/', slash + 1);
        }
        return longest;
    }
}
