package dev.potluck.index;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.potluck.api.ArchivePath;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The snapshots at one moment, and what was resolved by them lately: a new state starts with an
 * empty memory, so that nothing resolved by an old one can outlive it.
 */
final class CatalogState {
    private static final int MAX_REMEMBERED = 8_192;

    private record Retired(Snapshot snapshot, long atMs) {}

    private record Asked(String archiveId, ArchivePath path) {}

    private final Map<RootPlace, Snapshot> current;
    private final Map<String, List<Snapshot>> newestFirst = new HashMap<>();
    private final List<Retired> retired;
    private final Cache<Asked, Resolution> remembered = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(MAX_REMEMBERED)
            .build();

    private CatalogState(Map<RootPlace, Snapshot> current, List<Retired> retired) {
        this.current = current;
        this.retired = retired;
        current.values().stream()
                .sorted(Comparator.comparingLong(Snapshot::adoptedAtMs).reversed())
                .forEach(snapshot -> newestFirst
                        .computeIfAbsent(snapshot.place().archiveId(), id -> new ArrayList<>())
                        .add(snapshot));
    }

    static CatalogState of(List<Snapshot> snapshots) {
        Map<RootPlace, Snapshot> current = new HashMap<>();
        snapshots.forEach(snapshot -> current.put(snapshot.place(), snapshot));
        return new CatalogState(current, List.of());
    }

    CatalogState with(Snapshot adopted, long nowMs) {
        Map<RootPlace, Snapshot> changed = new HashMap<>(current);
        Snapshot replaced = changed.put(adopted.place(), adopted);
        List<Retired> kept = new ArrayList<>(retired);
        if (replaced != null && !replaced.rootHash().equals(adopted.rootHash())) {
            kept.add(new Retired(replaced, nowMs));
        }
        return new CatalogState(changed, kept);
    }

    CatalogState withGrown(Snapshot grown) {
        Map<RootPlace, Snapshot> changed = new HashMap<>(current);
        changed.put(grown.place(), grown);
        return new CatalogState(changed, retired);
    }

    CatalogState without(List<RootPlace> places) {
        Map<RootPlace, Snapshot> changed = new HashMap<>(current);
        places.forEach(changed::remove);
        return new CatalogState(changed, retired);
    }

    CatalogState withoutRetiredBefore(long timeMs) {
        List<Retired> kept =
                retired.stream().filter(entry -> entry.atMs() >= timeMs).toList();
        return kept.size() == retired.size() ? this : new CatalogState(current, kept);
    }

    Optional<Snapshot> current(RootPlace place) {
        return Optional.ofNullable(current.get(place));
    }

    List<Snapshot> current() {
        return List.copyOf(current.values());
    }

    /** The current snapshots and those that a client may still see. */
    List<Snapshot> all() {
        List<Snapshot> all = new ArrayList<>(current.values());
        retired.forEach(entry -> all.add(entry.snapshot()));
        return all;
    }

    /** An archive's snapshots as the client sees them: the one it was given, or the current one. */
    List<Snapshot> visible(Archive archive, ClientView view) {
        List<Snapshot> newest = newestFirst.getOrDefault(archive.id(), List.of());
        if (retired.isEmpty()) {
            return newest;
        }
        return newest.stream()
                .map(snapshot -> view.lastGiven(snapshot.place())
                        .flatMap(this::stillRetired)
                        .orElse(snapshot))
                .toList();
    }

    private Optional<Snapshot> stillRetired(Snapshot given) {
        return retired.stream()
                .map(Retired::snapshot)
                .filter(snapshot -> snapshot.place().equals(given.place())
                        && snapshot.rootHash().equals(given.rootHash()))
                .findFirst();
    }

    /** Whether the client sees the current snapshots, as it was given none that was replaced. */
    boolean isCurrentFor(ClientView view) {
        return retired.isEmpty()
                || retired.stream()
                        .map(Retired::snapshot)
                        .noneMatch(old -> view.lastGiven(old.place())
                                .filter(given -> given.rootHash().equals(old.rootHash()))
                                .isPresent());
    }

    /** What was resolved before by this state, for clients that see the current snapshots. */
    Optional<Resolution> remembered(Archive archive, ArchivePath path) {
        return Optional.ofNullable(remembered.getIfPresent(new Asked(archive.id(), path)));
    }

    void remember(Archive archive, ArchivePath path, Resolution resolution) {
        remembered.put(new Asked(archive.id(), path), resolution);
    }
}
