package dev.potluck.index;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A new root index that is not adopted yet: it becomes a snapshot when the indexes that clients of
 * this node use have arrived and match it. Used by one thread at a time.
 */
public final class StagedRoot {
    private final RootVersion version;
    private final ArchiveFormat format;
    private final Listing rootListing;
    private final Optional<Snapshot> previous;
    private final List<Snapshot.Member> carried = new ArrayList<>();
    private final List<ExpectedFile> missing = new ArrayList<>();
    private final Map<ExpectedFile, Listing> arrived = new LinkedHashMap<>();

    private StagedRoot(
            RootVersion version,
            ArchiveFormat format,
            Listing rootListing,
            Optional<Snapshot> previous) {
        this.version = version;
        this.format = format;
        this.rootListing = rootListing;
        this.previous = previous;
    }

    static StagedRoot of(
            RootVersion version,
            ArchiveFormat format,
            InputStream content,
            Optional<Snapshot> previous)
            throws IOException {
        Listing listing = IndexReader.read(version.place().path(), format, content);
        return new StagedRoot(version, format, listing, previous);
    }

    /**
     * Asks that an index be part of the snapshot, if the new root lists it.
     *
     * @param path its lasting path, see {@link ArchiveFormat#lastingPath}
     */
    void require(ArchivePath path) {
        rootListing.find(path).ifPresent(file -> {
            Optional<Snapshot.Member> unchanged =
                    previous.flatMap(snapshot -> snapshot.member(file.path(), file.hash()));
            unchanged.ifPresentOrElse(carried::add, () -> missing.add(file));
        });
    }

    /** The indexes that have to arrive before this can be adopted. */
    public List<ExpectedFile> missing() {
        return List.copyOf(missing);
    }

    /** What the root index says of a path. */
    Optional<ExpectedFile> find(ArchivePath path) {
        return rootListing.find(path);
    }

    /** Reads a missing index that has arrived and was verified. Blocking. */
    public void arrived(ExpectedFile file, InputStream content) throws IOException {
        arrived.put(file, IndexReader.read(file.path(), format, content));
    }

    public RootVersion version() {
        return version;
    }

    ArchiveFormat format() {
        return format;
    }

    Listing rootListing() {
        return rootListing;
    }

    List<Snapshot.Member> carried() {
        return carried;
    }

    Map<ExpectedFile, Listing> arrived() {
        return arrived;
    }
}
