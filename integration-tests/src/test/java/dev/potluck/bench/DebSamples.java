package dev.potluck.bench;

import dev.potluck.bench.DebIndex.Deb;
import dev.potluck.it.AptSource;
import dev.potluck.it.MachineSources;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Real packages from the archives that the machine's own apt sources name, in a folder that lasts
 * between runs. They are drawn at random, with a seed; a large one only when the small ones before
 * it have left room for it.
 */
final class DebSamples {
    private static final Path FOLDER = Path.of("integration-tests/target/bench-debs");
    private static final long SEED = 20261123;

    /** Smaller ones never become deltas. */
    private static final long MIN_PAIR_BYTES = 16 << 10;

    /** What the first draw may take already, in packages of the average size. */
    private static final int HEAD_START = 10;

    private final AptSource archive;
    private final String release;
    private final Map<String, Deb> released;

    DebSamples() throws IOException {
        archive = MachineSources.first();
        release = archive.suites().get(0);
        released = DebIndex.read(archive, release);
        Files.createDirectories(FOLDER);
    }

    /** Two versions of a package. */
    record Pair(Deb older, Deb newer) {}

    /** Packages of the release. */
    List<Deb> packages(int count, long maxBytes) {
        List<Deb> all = new ArrayList<>(released.values());
        Collections.shuffle(all, new Random(SEED));
        List<Deb> drawn = new ArrayList<>();
        long bytes = 0;
        for (Deb deb : all) {
            if (drawn.size() < count && fits(bytes + deb.sizeBytes(), drawn, count, maxBytes)) {
                drawn.add(deb);
                bytes += deb.sizeBytes();
            }
        }
        return drawn;
    }

    /** Packages of the release with their updates: security's, and others of the same release. */
    List<Pair> updates(int count, long maxBytes) throws IOException {
        Map<String, Deb> updated = new HashMap<>();
        for (AptSource source : MachineSources.all()) {
            for (String suite : source.suites()) {
                if (suite.startsWith(release + "-")) {
                    updated.putAll(DebIndex.read(source, suite));
                }
            }
        }
        return pairs(updated, count, maxBytes);
    }

    /** Packages of the release and of the next one; nothing if the archive has no later one. */
    List<Pair> nextRelease(int count, long maxBytes) throws IOException {
        String own = DebIndex.codename(archive, release);
        for (String suite : List.of("stable", "testing")) {
            if (!DebIndex.codename(archive, suite).equals(own)) {
                return pairs(DebIndex.read(archive, suite), count, maxBytes);
            }
        }
        return List.of();
    }

    private List<Pair> pairs(Map<String, Deb> others, int count, long maxBytes) throws IOException {
        List<String> names = new ArrayList<>(others.keySet());
        Collections.sort(names);
        Collections.shuffle(names, new Random(SEED));
        List<Pair> drawn = new ArrayList<>();
        Set<String> folders = new HashSet<>();
        long bytes = 0;
        for (String name : names) {
            Deb older = released.get(name);
            Deb newer = others.get(name);
            if (older != null
                    && newer != null
                    && drawn.size() < count
                    && older.sizeBytes() >= MIN_PAIR_BYTES
                    && fits(bytes + older.sizeBytes(), drawn, count, maxBytes)
                    && !folders.contains(older.folder())
                    && isOlder(older, newer)) {
                folders.add(older.folder());
                drawn.add(new Pair(older, newer));
                bytes += older.sizeBytes();
            }
        }
        return drawn;
    }

    private static boolean fits(long bytes, List<?> drawn, int count, long maxBytes) {
        return bytes <= maxBytes / (count + HEAD_START) * (drawn.size() + HEAD_START);
    }

    private static boolean isOlder(Deb one, Deb other) throws IOException {
        if (one.version().equals(other.version())) {
            return false;
        }
        return Commands.succeeds(
                "dpkg", "--compare-versions", one.version(), "lt", other.version());
    }

    /** The file, downloaded unless an earlier run did. */
    static Path file(Deb deb) throws IOException {
        Path file = FOLDER.resolve(deb.sha256() + ".deb");
        if (!Files.exists(file)) {
            byte[] content = MirrorCopy.get(deb.source(), deb.path());
            if (!MirrorCopy.sha256(content).equals(deb.sha256())) {
                throw new IOException(deb.path() + " is not what its index lists");
            }
            Path part = Files.write(FOLDER.resolve("part"), content);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return file;
    }
}
