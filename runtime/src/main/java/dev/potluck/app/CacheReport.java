package dev.potluck.app;

import dev.potluck.api.ContentHash;
import dev.potluck.app.admin.TimeSpan;
import dev.potluck.app.settings.ByteSize;
import dev.potluck.app.settings.Settings;
import dev.potluck.cache.BlobCache;
import dev.potluck.cache.CacheSize;
import dev.potluck.cache.DeltaShelf;
import dev.potluck.cache.ObjectMarks;
import dev.potluck.cache.StoredDelta;
import dev.potluck.cache.StoredObject;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@code potluck cache} does to a cache and says about it. */
final class CacheReport {
    private static final int HASH_DIGITS_SHOWN = 12;

    /**
     * Where is written to.
     *
     * @param out for what was asked for
     * @param err for how far it is
     */
    record Output(PrintWriter out, PrintWriter err) {}

    private final BlobCache cache;
    private final ObjectMarks marks;
    private final DeltaShelf deltas;
    private final Path home;
    private final PrintWriter out;
    private final PrintWriter err;
    private final InstantSource clock;
    private final Map<ContentHash, String> indexNames;

    CacheReport(Storage storage, Path home, Output output, InstantSource clock) {
        this.cache = storage.cache();
        this.marks = new ObjectMarks(storage.db());
        this.deltas = storage.deltas();
        this.home = home;
        this.out = output.out();
        this.err = output.err();
        this.clock = clock;
        this.indexNames = IndexNames.of(storage, clock);
    }

    /** One line for each object that a pattern matches, or for each if there is no pattern. */
    void list(List<String> patterns) {
        Instant now = clock.instant();
        List<StoredObject> objects = select(patterns);
        List<StoredDelta> olds = selectDeltas(patterns);
        if (!objects.isEmpty() || !olds.isEmpty()) {
            out.printf("%-12s %8s  %14s %5s  %s%n", "HASH", "SIZE", "LAST USED", "USES", "WHAT");
        }
        for (StoredObject object : objects) {
            String what = object.packageId()
                    .map(Object::toString)
                    .or(() -> Optional.ofNullable(indexNames.get(object.sha256())))
                    .orElse("-");
            list(object, object.sizeBytes(), what, now);
        }
        for (StoredDelta delta : olds) {
            String base = delta.baseSha256().hex().substring(0, HASH_DIGITS_SHOWN);
            String what = delta.object().packageId().map(Object::toString).orElse("-");
            list(delta.object(), delta.sizeBytes(), what + " (a delta from " + base + ")", now);
        }
    }

    private void list(StoredObject object, long sizeBytes, String what, Instant now) {
        Duration unused = Duration.between(Instant.ofEpochMilli(object.lastAccessMs()), now);
        out.printf(
                "%s %8s  %10s ago %5d  %s%n",
                object.sha256().hex().substring(0, HASH_DIGITS_SHOWN),
                ByteSize.format(sizeBytes),
                TimeSpan.format(unused),
                object.accessCount(),
                what);
    }

    void sumUp(Settings.Cache settings) throws IOException {
        CacheSize size = cache.size();
        long[] packages = new long[1];
        long[] unused = new long[1];
        cache.forEach(object -> {
            packages[0] += object.packageId().isPresent() ? 1 : 0;
            unused[0] += object.accessCount() == 0 ? 1 : 0;
            return true;
        });
        FileStore disk = Files.getFileStore(home);
        out.printf("files      %,d%n", size.objects());
        out.printf("packages   %,d%n", packages[0]);
        out.printf("unused     %,d%n", unused[0]);
        long[] deltaBytes = new long[1];
        deltas.forEach(delta -> {
            deltaBytes[0] += delta.sizeBytes();
            return true;
        });
        out.printf("size       %s%n", ByteSize.format(size.bytes()));
        out.printf("deltas     %s%n", ByteSize.format(deltaBytes[0]));
        out.printf(
                "quota      %s%n", ByteSize.format(settings.quota().bytesOf(disk.getTotalSpace())));
        out.printf("disk free  %s%n", ByteSize.format(disk.getUsableSpace()));
    }

    /** Removes what is not what it should be; says how many files that were. */
    int verify() throws IOException {
        List<StoredObject> objects = select(List.of());
        long total = objects.stream().mapToLong(StoredObject::sizeBytes).sum();
        int broken = 0;
        try (Progress progress =
                new Progress(err, Progress.onTerminal(), total, System::nanoTime)) {
            for (StoredObject object : objects) {
                if (!cache.verify(object)) {
                    broken++;
                    out.println("removed " + object.sha256().hex() + ": its content had changed");
                }
                progress.add(object.sizeBytes(), name(object));
            }
        }
        out.printf(
                "%s, %s: %d wrong%n",
                Count.of(objects.size(), "file"), ByteSize.format(total), broken);
        return broken;
    }

    /** Removes what a pattern matches; says how many files that were. */
    int remove(List<String> patterns) throws IOException {
        List<StoredObject> objects = select(patterns);
        for (StoredObject object : objects) {
            cache.remove(object.sha256());
            out.println("removed " + name(object));
        }
        List<StoredDelta> olds = selectDeltas(patterns);
        for (StoredDelta delta : olds) {
            deltas.remove(delta);
            out.println("removed " + name(delta.object()));
        }
        for (String pattern : patterns) {
            ObjectPattern one = ObjectPattern.of(pattern);
            if (objects.stream().noneMatch(one::matches)
                    && olds.stream().map(StoredDelta::object).noneMatch(one::matches)) {
                err.println("nothing matches " + pattern + one.hint());
                err.flush();
            }
        }
        long bytes = objects.stream().mapToLong(StoredObject::sizeBytes).sum()
                + olds.stream().mapToLong(StoredDelta::sizeBytes).sum();
        int count = objects.size() + olds.size();
        out.printf("%s, %s%n", Count.of(count, "file"), ByteSize.format(bytes));
        return count;
    }

    /** Pins what a pattern matches, or lists what is pinned; says how many files are. */
    int pin(List<String> patterns) throws IOException {
        if (!patterns.isEmpty()) {
            marks.pin(hashes(select(patterns)), clock.millis());
        }
        Set<ContentHash> pinned = marks.pinned();
        List<StoredObject> shown = select(patterns).stream()
                .filter(object -> pinned.contains(object.sha256()))
                .toList();
        shown.forEach(object -> out.println("pinned " + name(object)));
        return shown.size();
    }

    /** Unpins what a pattern matches; says how many files that were. */
    int unpin(List<String> patterns) throws IOException {
        Set<ContentHash> pinned = marks.pinned();
        List<StoredObject> objects = select(patterns).stream()
                .filter(object -> pinned.contains(object.sha256()))
                .toList();
        marks.unpin(hashes(objects));
        objects.forEach(object -> out.println("unpinned " + name(object)));
        return objects.size();
    }

    private static List<ContentHash> hashes(List<StoredObject> objects) {
        return objects.stream().map(StoredObject::sha256).toList();
    }

    private List<StoredObject> select(List<String> patterns) {
        List<ObjectPattern> wanted = patterns.stream().map(ObjectPattern::of).toList();
        List<StoredObject> selected = new ArrayList<>();
        cache.forEach(object -> {
            if (wanted.isEmpty() || wanted.stream().anyMatch(one -> one.matches(object))) {
                selected.add(object);
            }
            return true;
        });
        return selected;
    }

    private List<StoredDelta> selectDeltas(List<String> patterns) {
        List<ObjectPattern> wanted = patterns.stream().map(ObjectPattern::of).toList();
        List<StoredDelta> selected = new ArrayList<>();
        deltas.forEach(delta -> {
            if (wanted.isEmpty() || wanted.stream().anyMatch(one -> one.matches(delta.object()))) {
                selected.add(delta);
            }
            return true;
        });
        return selected;
    }

    static String name(StoredObject object) {
        String digits = object.sha256().hex().substring(0, HASH_DIGITS_SHOWN);
        return object.packageId().map(id -> digits + " " + id).orElse(digits);
    }
}
