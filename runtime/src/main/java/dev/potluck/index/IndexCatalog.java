package dev.potluck.index;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.PackageId;
import dev.potluck.api.ResourceKind;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hashdb.HashDb;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the adopted snapshots of all archives list.
 *
 * <p>{@link #resolve} takes microseconds and may be called from any thread; what says "blocking"
 * belongs on a worker.
 */
public final class IndexCatalog {
    private static final Logger log = LoggerFactory.getLogger(IndexCatalog.class);

    /** A snapshot unused for so many times that time is forgotten. */
    private static final int FORGOTTEN_AFTER = 4;

    private final List<ArchiveFormat> formats;
    private final FormerPlaces places;
    private final IndexUsage usage;
    private final SnapshotStore snapshots;
    private final LongSupplier clockMs;
    private final long usedWithinMs;

    /**
     * @param formats the plugins' formats
     * @param usedWithinDays an index is kept ready while a client asked for it within so many days
     * @param clockMs ms since 1970
     */
    public IndexCatalog(
            HashDb db, List<ArchiveFormat> formats, int usedWithinDays, LongSupplier clockMs) {
        this.places = new FormerPlaces(db);
        this.formats = List.copyOf(formats);
        this.usage = new IndexUsage(db, clockMs);
        this.snapshots = new SnapshotStore(db, clockMs);
        this.clockMs = clockMs;
        this.usedWithinMs = TimeUnit.DAYS.toMillis(usedWithinDays);
    }

    /** What is known of a path, as that client may see it. */
    public Resolution resolve(Archive archive, ArchivePath path, ClientView view) {
        Optional<ArchiveFormat> format = formatOf(archive, path);
        ResourceKind kind = format.map(known -> known.classify(path)).orElse(ResourceKind.OPAQUE);
        if (kind == ResourceKind.ROOT_INDEX) {
            return new Resolution.Root(format.orElseThrow());
        }
        CatalogState state = snapshots.state();
        if (kind != ResourceKind.PACKAGE) {
            Optional<Snapshot> signed = signedBy(state, archive, path, view);
            if (signed.isPresent()) {
                return new Resolution.Signature(signed.get());
            }
        }
        return find(state, archive, path, view)
                .or(() -> byHash(format, path))
                .orElse(new Resolution.Unlisted());
    }

    /** Notes what is stored of an archive, for {@link #former}; written soon. */
    public CompletableFuture<Boolean> noteStored(
            Archive archive, ExpectedFile file, ArchiveFormat format) {
        return format.classify(file.path()) == ResourceKind.PACKAGE
                ? places.note(archive, file, format.name())
                : CompletableFuture.completedFuture(false);
    }

    /** What an index listed at a path before, if none does any more, and it was stored. */
    public Optional<Resolution.Listed> former(Archive archive, ArchivePath path) {
        return places.find(archive, path)
                .flatMap(former -> formatNamed(former.format())
                        .map(format -> new Resolution.Listed(
                                former.file(), ResourceKind.PACKAGE, format)));
    }

    /** As {@link FormerPlaces#packages}. Blocking. */
    public Map<ContentHash, PackageId> formerPackages(Set<ContentHash> files) {
        return places.packages(files);
    }

    /** Forgets where files were listed that are gone. Blocking. */
    public void forgetPlaces(Predicate<ContentHash> isGone) throws IOException {
        places.forget(isGone);
    }

    /** The formats of all plugins. */
    public List<ArchiveFormat> formats() {
        return formats;
    }

    /** The format that knows what a path of that name is. */
    private Optional<ArchiveFormat> formatOf(Archive archive, ArchivePath path) {
        return formats.stream()
                .filter(format -> archive.format().map(format.name()::equals).orElse(true))
                .filter(format -> format.classify(path) != ResourceKind.OPAQUE)
                .findFirst();
    }

    private Optional<Snapshot> signedBy(
            CatalogState state, Archive archive, ArchivePath path, ClientView view) {
        return state.visible(archive, view).stream()
                .filter(snapshot -> formatNamed(snapshot.format())
                        .flatMap(format ->
                                format.detachedSignature(snapshot.place().path()))
                        .filter(path::equals)
                        .isPresent())
                .findFirst();
    }

    private Optional<Resolution> find(
            CatalogState state, Archive archive, ArchivePath path, ClientView view) {
        if (!state.isCurrentFor(view)) {
            return lookUp(state.visible(archive, view), path);
        }
        return state.remembered(archive, path).or(() -> {
            Optional<Resolution> found = lookUp(state.visible(archive, view), path);
            found.ifPresent(resolution -> state.remember(archive, path, resolution));
            return found;
        });
    }

    private Optional<Resolution> lookUp(List<Snapshot> visible, ArchivePath path) {
        if (visible.isEmpty()) {
            return Optional.empty();
        }
        byte[] pathKey = Listing.pathKey(ContentHasher.newDigest(HashAlgorithm.SHA256), path);
        for (Snapshot snapshot : visible) {
            Optional<ExpectedFile> file = snapshots.find(snapshot, path, pathKey);
            if (file.isPresent()) {
                return formatNamed(snapshot.format()).map(format -> listed(file.get(), format));
            }
        }
        return Optional.empty();
    }

    /**
     * What the answers to this client depend on: as long as it is the same object, so is what
     * {@link #resolve} says. Empty for a client that still sees a snapshot that was replaced.
     */
    public Optional<Object> version(ClientView view) {
        CatalogState state = snapshots.state();
        return state.isCurrentFor(view) ? Optional.of(state) : Optional.empty();
    }

    private static Resolution listed(ExpectedFile file, ArchiveFormat format) {
        boolean isIndex = format.classify(file.path()) == ResourceKind.INDEX;
        return new Resolution.Listed(
                file, isIndex ? ResourceKind.INDEX : ResourceKind.PACKAGE, format);
    }

    private static Optional<Resolution> byHash(Optional<ArchiveFormat> format, ArchivePath path) {
        return format.flatMap(known -> known.hashInPath(path)
                .map(hash -> new Resolution.Listed(
                        new ExpectedFile(path, hash, ExpectedFile.UNKNOWN_SIZE, Optional.empty()),
                        ResourceKind.PACKAGE,
                        known)));
    }

    private Optional<ArchiveFormat> formatNamed(String name) {
        return formats.stream().filter(format -> format.name().equals(name)).findFirst();
    }

    /** The formats that archives can be in. */
    public Set<String> formatNames() {
        return formats.stream().map(ArchiveFormat::name).collect(Collectors.toSet());
    }

    /** The snapshot that is served of a root index. */
    public Optional<Snapshot> current(RootPlace place) {
        return snapshots.state().current(place);
    }

    /** All snapshots that are served. */
    public List<Snapshot> current() {
        return snapshots.state().current();
    }

    /**
     * A listing, and the index it was made from: numbers are used again.
     *
     * @param number of the listing
     * @param index hash of the index
     */
    public record ListingId(int number, ContentHash index) {}

    /** The listings of all snapshots that are served, of archives whose id is accepted. */
    public Set<ListingId> listings(Predicate<String> archiveIds) {
        Set<ListingId> listings = new HashSet<>();
        for (Snapshot snapshot : snapshots.state().all()) {
            if (archiveIds.test(snapshot.place().archiveId())) {
                listings.add(new ListingId(snapshot.rootListing(), snapshot.rootHash()));
                snapshot.members()
                        .forEach(member ->
                                listings.add(new ListingId(member.listing(), member.hash())));
            }
        }
        return listings;
    }

    /** Visits the hash of each file of a listing that is listed by a strong one. Blocking. */
    public void forEachStrongHash(ListingId listing, Consumer<ContentHash> visitor) {
        snapshots.forEachStrongHash(listing.number(), visitor);
    }

    /** The files that the snapshots consist of: the root indexes, their signatures, the indexes. */
    public Set<ContentHash> files() {
        Set<ContentHash> files = new HashSet<>();
        for (Snapshot snapshot : snapshots.state().all()) {
            files.add(snapshot.rootHash());
            snapshot.signatureHash().ifPresent(files::add);
            snapshot.members().forEach(member -> files.add(member.hash()));
        }
        return files;
    }

    /**
     * Reads a new root index and finds out which indexes it needs. Blocking.
     *
     * @throws IOException if it is malformed
     */
    public StagedRoot stage(RootVersion version, ArchiveFormat format, InputStream content)
            throws IOException {
        Optional<Snapshot> previous = current(version.place());
        StagedRoot staged = StagedRoot.of(version, format, content, previous);
        long sinceMs = clockMs.getAsLong() - usedWithinMs;
        usage.usedSince(version.place(), sinceMs).forEach(staged::require);
        return staged;
    }

    /** Makes a staged root and what arrived for it the snapshot that is served. Blocking. */
    public Snapshot adopt(StagedRoot staged) throws IOException {
        return snapshots.adopt(staged);
    }

    /**
     * Notes that a client uses an index.
     *
     * @return the snapshots that list it, but have not read it yet
     */
    public List<Snapshot> recordUse(Archive archive, ExpectedFile index) {
        return snapshots.state().current().stream()
                .filter(snapshot -> snapshot.place().archiveId().equals(archive.id()))
                .filter(snapshot -> lists(snapshot, index))
                .peek(snapshot -> usage.record(snapshot.place(), lastingPath(snapshot, index)))
                .filter(snapshot -> snapshot.member(index.path(), index.hash()).isEmpty())
                .toList();
    }

    private ArchivePath lastingPath(Snapshot snapshot, ExpectedFile index) {
        return formatNamed(snapshot.format())
                .map(format -> format.lastingPath(index.path()))
                .orElse(index.path());
    }

    private boolean lists(Snapshot snapshot, ExpectedFile index) {
        byte[] key = Listing.pathKey(ContentHasher.newDigest(HashAlgorithm.SHA256), index.path());
        return snapshots
                .find(snapshot, index.path(), key)
                .filter(file -> file.hash().equals(index.hash()))
                .isPresent();
    }

    /**
     * Reads an index that an adopted root lists and that has arrived. Blocking.
     *
     * @return how many entries it had
     * @throws IOException if it is malformed
     */
    public int attach(
            List<Snapshot> listedBy, ExpectedFile index, ArchiveFormat format, InputStream content)
            throws IOException {
        Listing listing = IndexReader.read(index.path(), format, content);
        for (Snapshot snapshot : listedBy) {
            snapshots.attach(snapshot, index, listing);
        }
        return listing.size();
    }

    /** Notes that a client was given a snapshot's root index. */
    public void recordUse(Snapshot snapshot) {
        usage.record(snapshot.place(), snapshot.place().path());
    }

    /**
     * Lets go of snapshots that were replaced long enough ago, and of those that no client has
     * asked for in four times the time within which an index counts as used. Blocking.
     */
    public void releaseRetired() throws IOException {
        long sinceMs = clockMs.getAsLong() - FORGOTTEN_AFTER * usedWithinMs;
        List<RootPlace> forgotten = new ArrayList<>();
        for (Snapshot snapshot : snapshots.state().current()) {
            if (snapshot.adoptedAtMs() < sinceMs && !usage.isUsedSince(snapshot.place(), sinceMs)) {
                log.info("nobody has asked for {} for long: it is forgotten", snapshot.place());
                forgotten.add(snapshot.place());
            }
        }
        snapshots.forget(forgotten);
        usage.forgetBefore(sinceMs);
        snapshots.releaseRetired();
    }
}
