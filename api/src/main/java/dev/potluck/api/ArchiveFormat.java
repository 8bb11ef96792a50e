package dev.potluck.api;

import org.pf4j.ExtensionPoint;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Knows one archive format: which paths are indexes, and what an index lists.
 *
 * <p>One instance serves a whole node; its methods are called from several threads at once and must
 * not keep state between calls. The contract tests in this module's test jar
 * ({@code ArchiveFormatContract}) hold every implementation to what is said here.
 */
public interface ArchiveFormat extends ExtensionPoint {
    /** The name in settings and status, such as {@code debian}: lower case, letters and digits. */
    String name();

    /** What a path names, by its name alone: no I/O, never throws, {@code OPAQUE} when in doubt. */
    ResourceKind classify(ArchivePath path);

    /**
     * Hands over what an index lists, in any order. An index that lists no files with hashes (a
     * translation, a contents list) hands over nothing, and need not read.
     *
     * @param index the index's path, never one inside a {@link #hashInPath by-hash} folder
     * @param content the index, already decompressed and of bounded length; not closed here
     * @param entries takes each listed file; a path that leads out of the archive is malformed
     * @throws MalformedIndexException if the content is not an index of this format
     * @throws IOException if {@code content} fails
     */
    void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
            throws IOException;

    /** The hash that a content-addressed path carries, such as {@code …/by-hash/SHA256/9f86d0…}. */
    default Optional<ContentHash> hashInPath(ArchivePath path) {
        return Optional.empty();
    }

    /**
     * Another path at which mirrors of this format may have the same content, whatever they have at
     * {@code path} by now: the inverse of {@link #hashInPath}.
     */
    default Optional<ArchivePath> pathByHash(ArchivePath path, ContentHash hash) {
        return Optional.empty();
    }

    /** Where the detached OpenPGP signature of a root index stands, if the format has such. */
    default Optional<ArchivePath> detachedSignature(ArchivePath rootIndex) {
        return Optional.empty();
    }

    /**
     * Indexes, best first, any one of which the runtime needs to know what clients will ask for
     * after {@code index}: clients that use {@code Packages.diff/Index} never ask for Packages.
     */
    default List<ArchivePath> companions(ArchivePath index) {
        return List.of();
    }
}
