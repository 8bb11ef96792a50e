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
     * @param content the index, already decompressed (by the suffix of its name or, where that
     *     tells nothing, by its first bytes) and of bounded length; not closed here
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

    /**
     * The path that an index has in every state of the archive, where its name carries a hash of
     * that state: {@code repodata/primary.xml.gz} of {@code repodata/9f86d0…-primary.xml.gz}. By it
     * the runtime knows which index of a new state takes the place of one that clients use.
     */
    default ArchivePath lastingPath(ArchivePath index) {
        return index;
    }

    /**
     * Whether a list of mirrors, rather than a file of an archive, may stand at that address: by
     * its name alone, without I/O, and it never throws. What stands there is read into memory and
     * given to {@link #readMirrors}.
     *
     * @param address host, path and query of a URL, percent-encoded:
     *     {@code mirrors.fedoraproject.org/metalink?repo=fedora-39&arch=x86_64}
     */
    default boolean mayListMirrors(String address) {
        return false;
    }

    /**
     * Reads a list of mirrors, such as a metalink. The runtime checks the addresses in it.
     *
     * @param content the list, of bounded length
     * @return empty if it is none after all
     */
    default Optional<MirrorList> readMirrors(byte[] content) {
        return Optional.empty();
    }

    /**
     * The same list, in the same form, with one mirror in place of all; what it says of files
     * stays.
     *
     * @param content a list that {@link #readMirrors} can read
     * @param mirror a base URL as in {@link MirrorList#mirrors}, with its last slash
     */
    default byte[] withMirror(byte[] content, String mirror) {
        return content;
    }
}
