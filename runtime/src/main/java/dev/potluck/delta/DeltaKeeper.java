package dev.potluck.delta;

import dev.potluck.api.ContentHash;
import dev.potluck.api.DeltaCodec;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.cache.BlobCache;
import dev.potluck.cache.DeltaShelf;
import dev.potluck.cache.ObjectMarks;
import dev.potluck.cache.StoredDelta;
import dev.potluck.cache.StoredObject;
import dev.potluck.delta.DeltaPlanner.Job;
import dev.potluck.delta.DeltaPlanner.Version;
import dev.potluck.hash.ContentHasher;
import dev.potluck.recreate.UnfitFileException;
import dev.potluck.store.BlobStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Turns old versions of packages into deltas. A blob goes only after its delta was read back by a
 * process that knows nothing of the first, and what came of it had the blob's hash.
 *
 * <p>Used by one thread; downloads and sweeps go on meanwhile.
 */
public final class DeltaKeeper {
    private static final Logger log = LoggerFactory.getLogger(DeltaKeeper.class);

    /** Two contents, a delta and a file: more than any job needs. */
    static final long ROOM_BYTES = 4 * DeltaCodec.MAX_CONTENT_BYTES;

    private static final int BUFFER_BYTES = 1 << 16;

    private final Home home;
    private final DeltaWorker worker;
    private final InstantSource clock;
    private final DeltaPlanner planner;
    private final long freeSpaceReserveBytes;
    private final FreeSpace disk;

    /** What the worker failed at, without a reason that lasts: the next start tries it again. */
    private final Set<Pair> failed = new HashSet<>();

    private record Pair(ContentHash target, ContentHash base) {}

    /** Where everything is. */
    public record Home(BlobStore store, BlobCache cache, ObjectMarks marks, DeltaShelf shelf) {}

    /**
     * When something is done.
     *
     * @param idleMs how long nobody asked for what becomes a delta
     * @param freeSpaceReserveBytes what stays free on the disk
     * @param disk what is free on it
     */
    public record Limits(long idleMs, long freeSpaceReserveBytes, FreeSpace disk) {}

    /** Asks the disk. */
    public interface FreeSpace {
        /** How many bytes are free. */
        long bytes() throws IOException;
    }

    /**
     * What came of one job.
     *
     * @param bytesBefore what the file took
     * @param bytesAfter what it takes now
     * @param problem why nothing changed; empty if it did
     */
    public record Outcome(Job job, long bytesBefore, long bytesAfter, String problem) {}

    public DeltaKeeper(Home home, DeltaWorker worker, Limits limits, InstantSource clock) {
        this.home = home;
        this.worker = worker;
        this.clock = clock;
        this.planner = new DeltaPlanner(
                limits.idleMs(),
                (target, base) -> failed.contains(new Pair(target, base))
                        || home.shelf().isUseless(target, base));
        this.freeSpaceReserveBytes = limits.freeSpaceReserveBytes();
        this.disk = limits.disk();
    }

    /**
     * What there is to do. Blocking.
     *
     * @param kept never becomes a delta: what the adopted snapshots consist of
     */
    public List<Job> plan(Set<ContentHash> kept) {
        Set<ContentHash> bound = new HashSet<>(home.marks().pinned());
        bound.addAll(kept);
        Map<ContentHash, Long> unlisted = home.marks().unlisted();
        List<Version> versions = new ArrayList<>();
        home.cache().forEach(object -> {
            if (object.packageId().isPresent()) {
                long sinceMs = ObjectMarks.unlistedSinceMs(object, unlisted);
                versions.add(new Version(
                        object,
                        sinceMs == ObjectMarks.LISTED,
                        sinceMs,
                        !bound.contains(object.sha256())));
            }
            return true;
        });
        List<StoredDelta> deltas = new ArrayList<>();
        home.shelf().forEach(deltas::add);
        return planner.plan(versions, deltas, clock.millis());
    }

    /**
     * Does what there is to do, one job after another. Blocking, for as long as that takes.
     *
     * @param kept as of {@link #plan}
     * @param goesOn asked before each job
     * @throws NoRoomException if there is something to do, but no room on the disk to do it
     */
    public void run(Set<ContentHash> kept, BooleanSupplier goesOn, Consumer<Outcome> outcomes)
            throws IOException {
        home.shelf().tidy(clock.instant());
        for (Job job : plan(kept)) {
            if (!goesOn.getAsBoolean()) {
                return;
            }
            if (!hasRoom()) {
                throw new NoRoomException(
                        "no room on the disk for making deltas: it takes %d MiB besides the reserve"
                                .formatted(ROOM_BYTES >> 20));
            }
            outcomes.accept(run(job));
        }
    }

    private boolean hasRoom() throws IOException {
        return disk.bytes() - freeSpaceReserveBytes >= ROOM_BYTES;
    }

    private Outcome run(Job job) throws IOException {
        Path made = home.shelf().newFile();
        try {
            return job instanceof Job.Encode encode
                    ? encode(encode, made)
                    : rebase((Job.Rebase) job, made);
        } finally {
            Files.deleteIfExists(made); // still there only if something failed
        }
    }

    private Outcome encode(Job.Encode job, Path made) throws IOException {
        StoredObject target = job.target().object();
        if (!home.shelf().baseOf(target.sha256()).isEmpty()) { // one of them could not move
            return new Outcome(job, target.sizeBytes(), target.sizeBytes(), "it is needed whole");
        }
        long sinceMs = clock.millis();
        try {
            worker.encode(file(job.base()), file(target), made);
            prove(target, made, job.base());
        } catch (InterruptedIOException e) {
            throw e; // the node stops
        } catch (IOException e) {
            return failed(job, target, job.base(), e);
        }
        StoredDelta delta = new StoredDelta(
                target,
                job.base().sha256(),
                codecOf(made),
                Files.size(made),
                Math.max(0, clock.millis() - sinceMs),
                job.target().unlistedSinceMs());
        if (!home.shelf().replace(delta, made)) {
            return new Outcome(job, target.sizeBytes(), target.sizeBytes(), "it is needed whole");
        }
        return new Outcome(job, target.sizeBytes(), delta.sizeBytes(), "");
    }

    private Outcome rebase(Job.Rebase job, Path made) throws IOException {
        StoredDelta before = job.delta();
        StoredObject target = before.object();
        long sinceMs = clock.millis();
        try {
            Path base = home.store().pathOf(before.baseSha256());
            worker.rebase(home.shelf().pathOf(before), base, file(job.base()), made);
            prove(target, made, job.base());
        } catch (InterruptedIOException e) {
            throw e; // the node stops
        } catch (IOException e) {
            return failed(job, target, job.base(), e);
        }
        StoredDelta after = new StoredDelta(
                target,
                job.base().sha256(),
                codecOf(made),
                Files.size(made),
                before.effortMs() + Math.max(0, clock.millis() - sinceMs),
                before.unlistedSinceMs());
        boolean done = home.shelf().rebase(before, after, made);
        return new Outcome(
                job,
                before.sizeBytes(),
                done ? after.sizeBytes() : before.sizeBytes(),
                done ? "" : "it is not there any more");
    }

    private BlobFile file(StoredObject object) {
        return new BlobFile(home.store().pathOf(object.sha256()), object.sha256());
    }

    private static String codecOf(Path delta) throws IOException {
        return DeltaFile.read(delta).codec();
    }

    /** Reads a delta back; what comes of it must be the target to the last bit. */
    private void prove(StoredObject target, Path delta, StoredObject base) throws IOException {
        ContentHasher hasher = new ContentHasher(HashAlgorithm.SHA256);
        Path baseFile = home.store().pathOf(base.sha256());
        try (InputStream again = worker.decode(delta, baseFile, false)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count; (count = again.read(buffer)) >= 0; ) {
                hasher.update(ByteBuffer.wrap(buffer, 0, count));
            }
        }
        if (!hasher.finish().sha256().equals(target.sha256())) {
            throw new UnfitFileException("it cannot be packed again bit by bit");
        }
    }

    /** The pair is not tried again, unless one of the two was to blame, which then is gone. */
    private Outcome failed(Job job, StoredObject target, StoredObject base, IOException cause)
            throws IOException {
        if (!(cause instanceof UnfitFileException) && !hasRoom()) {
            throw cause; // others filled the disk meanwhile; what the job took is free again
        }
        boolean isIntact = home.cache().verify(base)
                && (job instanceof Job.Rebase move
                        ? isThere(move.delta().baseSha256())
                        : home.cache().verify(target));
        String problem = String.valueOf(cause.getMessage());
        if (!(cause instanceof UnfitFileException)) {
            log.warn("no delta of {}: {}", name(target), problem);
            failed.add(new Pair(target.sha256(), base.sha256()));
        } else if (isIntact) {
            home.shelf().noteUseless(target.sha256(), base.sha256());
        }
        return new Outcome(job, target.sizeBytes(), target.sizeBytes(), problem);
    }

    private boolean isThere(ContentHash sha256) throws IOException {
        Optional<StoredObject> object = home.cache().find(sha256);
        return object.isPresent() && home.cache().verify(object.get());
    }

    private static String name(StoredObject object) {
        return object.packageId()
                .map(Object::toString)
                .orElseGet(() -> object.sha256().hex());
    }
}
