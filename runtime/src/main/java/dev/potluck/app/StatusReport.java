package dev.potluck.app;

import dev.potluck.app.admin.NodeStatus;
import dev.potluck.app.admin.NodeStatus.ArchiveStatus;
import dev.potluck.app.admin.NodeStatus.CacheStatus;
import dev.potluck.app.admin.NodeStatus.CacheStatus.Deltas;
import dev.potluck.app.admin.NodeStatus.DhtStatus;
import dev.potluck.app.admin.NodeStatus.FetchStatus;
import dev.potluck.app.admin.NodeStatus.MirrorStatus;
import dev.potluck.app.admin.NodeStatus.PeersStatus;
import dev.potluck.app.admin.NodeStatus.PluginStatus;
import dev.potluck.app.admin.NodeStatus.SnapshotStatus;
import dev.potluck.app.admin.ProblemLog;
import dev.potluck.cache.CacheSize;
import dev.potluck.fetch.ArchiveDirectory;
import dev.potluck.index.Snapshot;
import dev.potluck.mirror.MirrorHealth;
import dev.potluck.net.Traffic;
import dev.potluck.plugin.PluginHost;
import dev.potluck.plugin.PluginInfo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Puts together what a node tells about itself. Asked on workers. */
final class StatusReport {
    /** What does not change while the node runs. */
    record Identity(String nodeId, Instant startedAt, long quotaBytes) {}

    private final Identity identity;
    private final InstantSource clock;
    private final Traffic traffic;
    private final PluginHost plugins;
    private final ProblemLog problems;
    private volatile Optional<Engine> engine = Optional.empty();

    StatusReport(
            Identity identity,
            InstantSource clock,
            Traffic traffic,
            PluginHost plugins,
            ProblemLog problems) {
        this.identity = identity;
        this.clock = clock;
        this.traffic = traffic;
        this.plugins = plugins;
        this.problems = problems;
    }

    /** From now on there is an engine to tell about. */
    void watch(Engine started) {
        engine = Optional.of(started);
    }

    NodeStatus now() {
        CacheSize size = engine.map(running -> running.cache().size()).orElse(new CacheSize(0, 0));
        Deltas deltas = engine.map(running -> running.deltas().totals()).orElse(Deltas.NONE);
        return new NodeStatus(
                Version.current(),
                identity.nodeId(),
                Duration.between(identity.startedAt(), clock.instant()).toSeconds(),
                traffic.totals(),
                new CacheStatus(
                        size.objects(),
                        size.bytes() + deltas.bytes(),
                        identity.quotaBytes(),
                        engine.map(running -> running.sweeps().policy().name()).orElse(""),
                        engine.flatMap(running -> running.sweeps().policy().fault())
                                .orElse(""),
                        deltas),
                engine.map(Engine::dhtStatus).orElse(DhtStatus.OFF),
                engine.map(Engine::peersStatus).orElse(PeersStatus.NONE),
                pluginStatus(),
                engine.map(this::archives).orElse(List.of()),
                engine.map(StatusReport::snapshots).orElse(List.of()),
                engine.map(StatusReport::fetches).orElse(List.of()),
                problems.recent());
    }

    private List<PluginStatus> pluginStatus() {
        return plugins.plugins().stream()
                .map(plugin -> new PluginStatus(
                        plugin.id(),
                        plugin.version(),
                        plugin.description(),
                        plugin.extensions(),
                        plugin.problem().orElse(faults(plugin))))
                .toList();
    }

    private static String faults(PluginInfo plugin) {
        return plugin.faults() == 0
                ? ""
                : "has failed %d times; the log has the first time in each of its methods"
                        .formatted(plugin.faults());
    }

    private List<ArchiveStatus> archives(Engine running) {
        List<Snapshot> snapshots = running.catalog().current();
        return running.archives().entries().stream()
                .map(entry -> new ArchiveStatus(
                        entry.archive().id(),
                        format(snapshots, entry.archive().id()),
                        running.publicity().isPublic(entry.archive().id()),
                        mirrors(entry)))
                .toList();
    }

    private static List<FetchStatus> fetches(Engine running) {
        return running.fetches().stream()
                .map(fetch -> new FetchStatus(
                        fetch.path().value(),
                        fetch.archive(),
                        fetch.receivedBytes(),
                        fetch.sizeBytes() < 0 ? Optional.empty() : Optional.of(fetch.sizeBytes()),
                        fetch.readers()))
                .toList();
    }

    private static String format(List<Snapshot> snapshots, String archiveId) {
        return snapshots.stream()
                .filter(snapshot -> snapshot.place().archiveId().equals(archiveId))
                .map(Snapshot::format)
                .findFirst()
                .orElse("");
    }

    private List<MirrorStatus> mirrors(ArchiveDirectory.Entry entry) {
        return entry.mirrors().inOrder().stream()
                .map(mirror -> mirrorStatus(mirror.toString(), entry.mirrors().health(mirror)))
                .toList();
    }

    private MirrorStatus mirrorStatus(String url, MirrorHealth health) {
        return new MirrorStatus(
                url,
                word(health),
                health.inTroubleFor()
                        .map(clock.instant()::minus)
                        .map(at -> at.truncatedTo(ChronoUnit.SECONDS)),
                health.whyInTrouble().orElse(""));
    }

    private static String word(MirrorHealth health) {
        if (health.isUnresponsive()) {
            return "hangs";
        }
        if (health.isSuspect() || health.whyInTrouble().isPresent()) {
            return "fails";
        }
        return health.firstByteMs() < 0 ? "not asked" : "good";
    }

    private static List<SnapshotStatus> snapshots(Engine running) {
        return running.catalog().current().stream()
                .sorted(Comparator.comparing(snapshot -> snapshot.place().toString()))
                .map(snapshot -> new SnapshotStatus(
                        snapshot.place().archiveId(),
                        snapshot.place().path().value(),
                        Instant.ofEpochMilli(snapshot.adoptedAtMs()),
                        snapshot.trust()))
                .toList();
    }
}
