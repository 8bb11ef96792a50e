package dev.potluck.dht;

import dev.potluck.dht.krpc.AnnouncedKey;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.net.Timers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tells the network what we have: sweeps the key space once in {@value #ROUND_MS} ms, region by
 * region, and files that have just arrived beside that.
 *
 * <p>Difference from the paper (2.5), where each key is looked up and stored on its own every hour:
 * keys that lie near each other share one search and travel in one packet to each node, and a byte
 * budget bounds the cost. When the budget is too small for all, a round takes longer; it never
 * costs more.
 */
final class Announcer {
    /** A round: records are announced again after this. */
    static final long ROUND_MS = 150 * 60_000L;
    /** New files that wait for their turn; more are left to the round. */
    static final int MAX_SOON = 4_096;
    /** Nodes in a region, about: few enough to ask them all, enough for the nearest eight. */
    static final int NODES_PER_REGION = 24;
    /** Keys of one region: what a small network gets in half an hour. */
    static final int MAX_REGION_KEYS = 2_048;

    /** A region that begins late brings the next forward by this at most. */
    private static final long MAX_CATCH_UP_MS = 10_000;

    private static final int MIN_NODES = 1;
    private static final long IDLE_MS = 10_000;
    private static final NodeId ZERO = NodeId.ofHex("0".repeat(2 * NodeId.SIZE_BYTES));

    static {
        if (PeerStore.LIFETIME_MS <= ROUND_MS) {
            throw new IllegalStateException("records would expire before their renewal");
        }
    }

    private final RegionSweep.Tools tools;
    private final RecentLookups recent;
    private final Timers timers;
    private final TreeMap<NodeId, AnnouncedKey> soon = new TreeMap<>();
    private KeySource source = KeySource.EMPTY;
    private NodeId cursor = ZERO;
    private long nextRegionMs;
    private boolean firstRound = true;
    private Optional<RegionSweep> sweepOfRound = Optional.empty();
    private boolean running;
    private boolean sweepingSoon;
    private boolean stopped;
    private int storedThisRound;
    private int storedLastRound;

    Announcer(RegionSweep.Tools tools, RecentLookups recent, Timers timers) {
        this.tools = tools;
        this.recent = recent;
        this.timers = timers;
    }

    /** Announces the keys of {@code keys} from now on, round after round. */
    void start(KeySource keys) {
        source = keys;
        if (!running) {
            running = true;
            next();
        }
    }

    /** Announces {@code file} as soon as the budget allows. */
    void announceSoon(AnnouncedKey file) {
        if (soon.size() < MAX_SOON) {
            soon.put(file.key(), file);
        }
        start(source);
        sweepSoon();
    }

    void stop() {
        stopped = true;
    }

    private boolean canWork() {
        return !stopped && tools.family().table.size() >= MIN_NODES;
    }

    private void next() {
        if (stopped) {
            return;
        }
        sweepSoon();
        if (canWork() && source.count() > 0 && timers.nowMs() >= nextRegionMs) {
            sweepRegion();
        } else {
            timers.schedule(IDLE_MS, this::next);
        }
    }

    /** New files do not wait for the round, which may be busy for half an hour. */
    private void sweepSoon() {
        if (sweepingSoon || soon.isEmpty() || !canWork()) {
            return;
        }
        sweepingSoon = true;
        List<AnnouncedKey> files = cut(new ArrayList<>(soon.values()));
        files.forEach(file -> soon.remove(file.key()));
        sweep(files, stored -> {
            sweepingSoon = false;
            sweepSoon();
        });
    }

    private void sweepRegion() {
        List<AnnouncedKey> files = cut(source.from(cursor, MAX_REGION_KEYS));
        long startedMs = timers.nowMs();
        if (files.isEmpty()) {
            endRound();
            timers.schedule(IDLE_MS, this::next);
            return;
        }
        NodeId last = files.get(files.size() - 1).key();
        long paceMs = firstRound ? 0 : ROUND_MS * files.size() / Math.max(1, source.count());
        nextRegionMs = Math.max(nextRegionMs, startedMs - MAX_CATCH_UP_MS) + paceMs;
        sweepOfRound = Optional.of(sweep(files, stored -> {
            sweepOfRound = Optional.empty();
            storedThisRound += stored;
            cursor = last.next();
            if (cursor.equals(ZERO) || source.from(cursor, 1).isEmpty()) {
                endRound();
            }
            next();
        }));
    }

    private void endRound() {
        cursor = ZERO;
        firstRound = false;
        storedLastRound = storedThisRound;
        storedThisRound = 0;
    }

    /** As many keys as one region has: all that share a prefix with the first. */
    private List<AnnouncedKey> cut(List<AnnouncedKey> ascending) {
        double nodes = tools.family().table.estimatedNodes();
        int prefixBits = 0;
        while (nodes / (2L << prefixBits) >= NODES_PER_REGION) {
            prefixBits++;
        }
        List<AnnouncedKey> region = new ArrayList<>();
        for (AnnouncedKey file : ascending) {
            boolean inside = region.isEmpty()
                    || file.key().commonPrefixBits(region.get(0).key()) >= prefixBits;
            if (!inside || region.size() == MAX_REGION_KEYS) {
                break;
            }
            region.add(file);
        }
        return region;
    }

    private RegionSweep sweep(List<AnnouncedKey> files, RegionSweep.WhenDone whenDone) {
        files.sort(Comparator.comparing(AnnouncedKey::key));
        Neighbourhood expected = Neighbourhood.of(tools.family().table.estimatedNodes());
        Region region = new Region(files, expected);
        for (AnnouncedKey file : files) {
            for (LookupResult.Node node : recent.take(tools.family(), file.key())) {
                region.ready(node.info(), node.token(), timers.nowMs());
            }
        }
        // Never within this call: a sweep that finds nobody to ask ends at once, and so would the
        // next, each inside the one before.
        RegionSweep sweep = new RegionSweep(
                tools, region, stored -> timers.schedule(1, () -> whenDone.done(stored)));
        sweep.start();
        return sweep;
    }

    /** Keys stored in the last whole round, or so far in the first. */
    int announcedKeys() {
        int now = sweepOfRound.map(RegionSweep::storedKeys).orElse(0);
        return Math.max(storedThisRound + now, storedLastRound);
    }

    /** Throws when more waits than the limit. */
    void checkInvariant() {
        if (soon.size() > MAX_SOON) {
            throw new IllegalStateException(soon.size() + " files wait to be announced");
        }
    }
}
