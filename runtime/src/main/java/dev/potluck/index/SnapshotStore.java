package dev.potluck.index;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hashdb.HashDb;
import dev.potluck.hashdb.ReadTransaction;
import dev.potluck.hashdb.Table;
import dev.potluck.hashdb.WriteTransaction;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The snapshots, current ones in the database, those lately replaced in memory.
 *
 * <p>Readers take one immutable {@link CatalogState}; changes are made one at a time, in the
 * database first.
 */
final class SnapshotStore {
    /** A client that was given a root index has fetched what it lists within this time. */
    private static final long RETIRED_FOR_MS = TimeUnit.MINUTES.toMillis(15);

    private static final byte[] ALL = {};

    private final HashDb db;
    private final LongSupplier clockMs;
    private volatile CatalogState state;

    SnapshotStore(HashDb db, LongSupplier clockMs) {
        this.db = db;
        this.clockMs = clockMs;
        this.state = CatalogState.of(db.read(SnapshotStore::load));
    }

    private static List<Snapshot> load(ReadTransaction view) {
        List<Snapshot> loaded = new ArrayList<>();
        view.scan(Table.SNAPSHOTS, ALL, (key, value) -> loaded.add(Snapshot.decode(value)));
        return loaded;
    }

    CatalogState state() {
        return state;
    }

    /** What a snapshot's listings say of a path. */
    Optional<ExpectedFile> find(Snapshot snapshot, ArchivePath path, byte[] pathKey) {
        return db.read(view -> {
            for (int number : snapshot.listings()) {
                Optional<byte[]> value = view.get(Table.ENTRIES, Listing.entryKey(number, pathKey));
                if (value.isPresent()) {
                    return value.map(found -> Listing.decode(path, found));
                }
            }
            return Optional.empty();
        });
    }

    void forEachStrongHash(int listing, Consumer<ContentHash> visitor) {
        byte[] prefix = ByteBuffer.allocate(Integer.BYTES).putInt(listing).array();
        db.read(view -> {
            view.scan(Table.ENTRIES, prefix, (key, value) -> {
                Listing.strongHash(value).ifPresent(visitor);
                return true;
            });
            return true;
        });
    }

    synchronized Snapshot adopt(StagedRoot staged) throws IOException {
        Snapshot[] adopted = new Snapshot[1];
        db.writeNow(view -> adopted[0] = write(view, staged));
        state = state.with(adopted[0], clockMs.getAsLong());
        return adopted[0];
    }

    private Snapshot write(WriteTransaction view, StagedRoot staged) {
        int rootListing = append(view, staged.rootListing());
        List<Snapshot.Member> members = new ArrayList<>(staged.carried());
        staged.arrived()
                .forEach((file, listing) -> members.add(
                        new Snapshot.Member(file.path(), file.hash(), append(view, listing))));
        readMeanwhile(staged, members).forEach(members::add);
        RootVersion version = staged.version();
        Snapshot snapshot = new Snapshot(
                version.place(),
                staged.format().name(),
                version.validators(),
                version.trust(),
                clockMs.getAsLong(),
                version.hash(),
                version.signatureHash(),
                rootListing,
                List.copyOf(members));
        view.put(Table.SNAPSHOTS, version.place().key(), snapshot.encode());
        return snapshot;
    }

    /** Indexes of the current snapshot, read since staging began, that the new root lists too. */
    private List<Snapshot.Member> readMeanwhile(StagedRoot staged, List<Snapshot.Member> members) {
        return state.current(staged.version().place()).stream()
                .flatMap(current -> current.members().stream())
                .filter(member ->
                        members.stream().noneMatch(taken -> taken.path().equals(member.path())))
                .filter(member -> staged.find(member.path())
                        .filter(file -> file.hash().equals(member.hash()))
                        .isPresent())
                .toList();
    }

    private static int append(WriteTransaction view, Listing listing) {
        if (listing.size() == 0) {
            return Listing.NOTHING;
        }
        int number = view.lastKey(Table.ENTRIES)
                        .map(key -> ByteBuffer.wrap(key).getInt())
                        .orElse(Listing.NOTHING)
                + 1;
        listing.write(view, number);
        return number;
    }

    /** Adds an index to the snapshot, or to that which replaced it and lists the index too. */
    synchronized void attach(Snapshot listedBy, ExpectedFile index, Listing listing)
            throws IOException {
        byte[] key = Listing.pathKey(ContentHasher.newDigest(HashAlgorithm.SHA256), index.path());
        Optional<Snapshot> current = state.current(listedBy.place())
                .filter(snapshot -> find(snapshot, index.path(), key)
                        .filter(file -> file.hash().equals(index.hash()))
                        .isPresent());
        if (current.isEmpty()
                || current.get().member(index.path(), index.hash()).isPresent()) {
            return;
        }
        Snapshot[] grown = new Snapshot[1];
        db.writeNow(view -> {
            int number = append(view, listing);
            grown[0] = current.get()
                    .withMember(new Snapshot.Member(index.path(), index.hash(), number));
            view.put(Table.SNAPSHOTS, listedBy.place().key(), grown[0].encode());
        });
        state = state.withGrown(grown[0]);
    }

    /** Lets go of snapshots as if they had never been adopted. */
    synchronized void forget(List<RootPlace> places) throws IOException {
        if (!places.isEmpty()) {
            db.writeNow(view -> places.forEach(place -> view.delete(Table.SNAPSHOTS, place.key())));
            state = state.without(places);
        }
    }

    /** Forgets snapshots replaced long ago, and the listings that no snapshot uses any more. */
    synchronized void releaseRetired() throws IOException {
        long nowMs = clockMs.getAsLong();
        CatalogState kept = state.withoutRetiredBefore(nowMs - RETIRED_FOR_MS);
        Set<Integer> used = new HashSet<>();
        kept.all().forEach(snapshot -> {
            for (int number : snapshot.listings()) {
                used.add(number);
            }
        });
        state = kept;
        List<Integer> unused = db.read(SnapshotStore::listingNumbers);
        unused.removeAll(used);
        for (int number : unused) {
            byte[] prefix = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
            db.writeNow(view -> view.deletePrefix(Table.ENTRIES, prefix));
        }
    }

    /** The numbers of all listings, by a jump over the entries of each. */
    private static List<Integer> listingNumbers(ReadTransaction view) {
        List<Integer> numbers = new ArrayList<>();
        Optional<byte[]> key = view.firstKeyFrom(Table.ENTRIES, ALL);
        while (key.isPresent()) {
            int number = ByteBuffer.wrap(key.get()).getInt();
            numbers.add(number);
            key = view.firstKeyFrom(
                    Table.ENTRIES,
                    ByteBuffer.allocate(Integer.BYTES).putInt(number + 1).array());
        }
        return numbers;
    }
}
