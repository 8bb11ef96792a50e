package dev.potluck.dht.sim;

import dev.potluck.dht.DhtProbe;
import dev.potluck.dht.sim.SimReport.Row;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A large network: what an hour of it costs, and how fast peers are found in good and bad weather.
 */
final class LookupScenarios {
    private static final int FILES = 500;
    private static final int LOOKUPS = 2_000;
    private static final int OLD_LOOKUPS = 400;
    private static final long LOOKUP_EVERY_MS = 20;
    private static final long JOIN_MS = 10 * 60_000;
    private static final long HOUR_MS = 60 * 60_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final int count;
    private final SimWorld world;
    private final Workload workload;

    LookupScenarios(long seed, int count) {
        this.count = count;
        this.world = new SimWorld(seed, Latency.MODEL, 0);
        this.workload = new Workload(world);
    }

    /** Joining in the first ten minutes, then upkeep; the last ten minutes are measured. */
    List<Row> hour() {
        long wallStart = System.nanoTime();
        long cpuStart = cpuNanos();
        world.grow(count, JOIN_MS);
        world.run(HOUR_MS - 2 * JOIN_MS);
        long bytesBefore = bytes();
        world.run(JOIN_MS);
        double upkeep = (bytes() - bytesBefore) / (double) count / (JOIN_MS / 1_000.0);
        Runtime memory = Runtime.getRuntime();
        String cost = String.format(
                "%.0f s (CPU %.0f s), heap %d MB, %,d datagrams, trace %016x",
                (System.nanoTime() - wallStart) / NANOS_PER_SECOND,
                (cpuNanos() - cpuStart) / NANOS_PER_SECOND,
                memory.totalMemory() >> 20,
                world.network.datagrams(),
                world.network.traceHash());
        world.checkInvariants();
        return List.of(
                new Row(
                        String.format("simulator: %,d nodes x 1 virtual hour", count),
                        "<= 60 s, <= 4 GB",
                        cost),
                new Row(
                        "upkeep, idle node, answering and headers included",
                        "<= 100 B/s",
                        String.format("%.1f B/s", upkeep)));
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private long bytes() {
        return world.nodes.stream()
                .mapToLong(node -> node.host.sentBytes + node.host.receivedBytes)
                .sum();
    }

    /** In this order: 5 % dead, then half, then the same in bad weather; each with the old ways. */
    List<Row> lookups(Map<String, LookupFigures> curves) {
        workload.announce(FILES);
        List<Row> rows = new ArrayList<>();
        world.killShare(0.05);
        LookupFigures good = measure("5 % dead", curves);
        rows.add(row("first peer, 5 % dead", "p50 <= 235, p99 <= 700 ms", good));
        rows.add(old("apt-p2p: two phases, 9 s", OldLookup.Policy.APT_P2P, curves, "5 % dead"));
        rows.add(old("fixed 2 s timeout", OldLookup.Policy.FIXED_TIMEOUT, curves, "5 % dead"));
        world.killShare(0.45 / 0.95);
        LookupFigures half = measure("half dead", curves);
        rows.add(row("first peer, half dead", ">= 99 % < 1 s, 25 q, 8.5 kB", half));
        rows.add(new Row("  keys whose eight replicas are all among the dead", "", lostKeys()));
        rows.add(old("apt-p2p: two phases, 9 s", OldLookup.Policy.APT_P2P, curves, "half dead"));
        rows.add(old("fixed 2 s timeout", OldLookup.Policy.FIXED_TIMEOUT, curves, "half dead"));
        world.network.change(Latency.HEAVY_TAIL, 0.03);
        LookupFigures bad = measure("half dead, heavy tail, 3 % loss", curves);
        rows.add(row("first peer, half dead, heavy tail, 3 % loss", ">= 97 % < 1 s", bad));
        String weather = "half dead, heavy tail, 3 % loss";
        rows.add(old("apt-p2p: two phases, 9 s", OldLookup.Policy.APT_P2P, curves, weather));
        rows.add(old("fixed 2 s timeout", OldLookup.Policy.FIXED_TIMEOUT, curves, weather));
        world.network.change(Latency.MODEL, 0);
        return rows;
    }

    private LookupFigures measure(String name, Map<String, LookupFigures> curves) {
        LookupFigures figures = new LookupFigures(workload.lookUp(LOOKUPS, LOOKUP_EVERY_MS));
        curves.put("Potluck, " + name, figures);
        return figures;
    }

    private static Row row(String what, String target, LookupFigures figures) {
        return new Row(what, target, figures.toString());
    }

    private Row old(
            String name,
            OldLookup.Policy policy,
            Map<String, LookupFigures> curves,
            String weather) {
        List<LookupSample> samples = new ArrayList<>();
        for (int i = 0; i < OLD_LOOKUPS; i++) {
            Workload.Shared file =
                    workload.files().get(world.random.nextInt(workload.files().size()));
            LookupSample sample = new LookupSample(world.clock, file.peer());
            samples.add(sample);
            new OldLookup(world, policy, file.key(), sample)
                    .start(DhtProbe.nearest(world.randomNode().dht, file.key()));
            world.run(LOOKUP_EVERY_MS);
        }
        world.run(4 * 60_000);
        LookupFigures figures = new LookupFigures(samples);
        curves.put(name + ", " + weather, figures);
        return new Row("  the old way: " + name, "", figures.times());
    }

    private String lostKeys() {
        long lost = workload.files().stream()
                .filter(file -> world.nodes.stream()
                        .noneMatch(node -> DhtProbe.holds(node.dht, file.key())))
                .count();
        return String.format("%d of %d (%.1f %% expected)", lost, FILES, 100 * Math.pow(0.5, 8));
    }
}
