package dev.potluck.eviction.sim;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.PackageId;
import dev.potluck.eviction.sim.Trace.Request;
import dev.potluck.eviction.sim.Trace.TracedFile;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Makes a trace of a network of machines that install and upgrade packages of one archive.
 *
 * <p>Sizes follow Debian 12 main for amd64 (63,440 packages). 80 % of the packages are wanted by
 * under 1 % of the machines, 2 % by all; 1.5 % of the archive changes a day, some packages far more
 * often than others (Dale and Liu, apt-p2p, INFOCOM 2009). A machine upgrades on most days, fetches
 * the newest versions of what it has, installs something now and then by the index it last fetched,
 * and is set up anew once in a while.
 */
final class TraceMaker {
    /** Sizes of 41 packages spread evenly over Debian 12's by size; the last is its 99.9 %. */
    private static final long[] SIZES = {
        880, 3464, 5132, 6432, 7824, 9156, 10588, 12068, 13772, 15676, 17824, 20064, 22640, 25444,
        28612, 32272, 36356, 41020, 46188, 52152, 59164, 67512, 77448, 89696, 104128, 121332,
        142068, 169060, 203344, 246552, 295848, 364540, 455432, 584552, 767300, 1034116, 1452824,
        2189100, 3863204, 9336352, 170769960
    };

    private static final long START_MS = 1_700_000_000_000L;
    private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);
    private static final double CHANGED_PER_DAY = 0.015;
    private static final double UPGRADES_PER_DAY = 0.7;
    private static final double SETUPS_PER_DAY = 0.01;
    private static final double INSTALLS_PER_DAY = 2;
    private static final int MS_BETWEEN_REQUESTS = 50;

    /** How large the network is. */
    record Scale(int packages, int machines, int days) {
        static final Scale FULL = new Scale(20_000, 100, 60);
    }

    /** A version of a package; {@code endMs} is when the next one comes. */
    private record Version(int packageNumber, int number, long startMs, long endMs) {}

    private final Random random;
    private final Scale scale;
    private final List<List<Version>> versions = new ArrayList<>();
    private final Map<Version, Integer> fileOf = new HashMap<>();
    private final List<TracedFile> files = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();
    private final double[] popularity;
    private final long[] sizes;

    private TraceMaker(Scale scale, long seed) {
        this.scale = scale;
        this.random = new Random(seed);
        this.popularity = new double[scale.packages()];
        this.sizes = new long[scale.packages()];
    }

    static Trace make(Scale scale, long seed) {
        TraceMaker maker = new TraceMaker(scale, seed);
        maker.publish();
        for (int machine = 0; machine < scale.machines(); machine++) {
            maker.live();
        }
        maker.requests.sort(Comparator.comparingLong(Request::timeMs));
        return new Trace(List.copyOf(maker.files), List.copyOf(maker.requests));
    }

    private void publish() {
        double totalWeight = 0;
        double[] weights = new double[scale.packages()];
        for (int i = 0; i < scale.packages(); i++) {
            double rank = (i + 0.5) / scale.packages();
            popularity[i] = Math.min(1, 0.01 * Math.pow(0.2 / rank, 2));
            sizes[i] = size(random.nextDouble());
            weights[i] = Math.pow(-Math.log(1 - random.nextDouble()), 2);
            totalWeight += weights[i];
        }
        double changes = CHANGED_PER_DAY * scale.packages() * scale.days();
        for (int i = 0; i < scale.packages(); i++) {
            versions.add(history(i, changes * weights[i] / totalWeight));
        }
    }

    private static long size(double quantile) {
        double place = quantile * (SIZES.length - 1);
        int below = (int) place;
        double fraction = place - below;
        double lower = Math.log((double) SIZES[below]);
        return (long) Math.exp(lower + fraction * (Math.log((double) SIZES[below + 1]) - lower));
    }

    private List<Version> history(int packageNumber, double expectedChanges) {
        List<Version> history = new ArrayList<>();
        double perDay = Math.min(1, expectedChanges / scale.days());
        long start = 0;
        for (int day = 1; day < scale.days(); day++) {
            if (random.nextDouble() < perDay) {
                long end = START_MS + day * DAY_MS + random.nextInt((int) DAY_MS);
                history.add(new Version(packageNumber, history.size(), start, end));
                start = end;
            }
        }
        history.add(new Version(packageNumber, history.size(), start, Long.MAX_VALUE));
        return history;
    }

    /** One machine, from the first day to the last. */
    private void live() {
        Map<Integer, Integer> installed = new HashMap<>();
        long indexMs = START_MS;
        for (int i = 0; i < scale.packages(); i++) {
            if (random.nextDouble() < popularity[i]) {
                installed.put(i, 0);
            }
        }
        for (int day = 0; day < scale.days(); day++) {
            long dayMs = START_MS + day * DAY_MS;
            if (random.nextDouble() < INSTALLS_PER_DAY / 2) {
                install(installed, dayMs + random.nextInt((int) DAY_MS / 2), indexMs);
                install(installed, dayMs + random.nextInt((int) DAY_MS / 2), indexMs);
            }
            long timeMs = dayMs + (int) DAY_MS / 2 + random.nextInt((int) DAY_MS / 2);
            if (random.nextDouble() < SETUPS_PER_DAY) {
                indexMs = timeMs;
                installed.replaceAll((number, version) -> -1);
                upgrade(installed, indexMs);
            } else if (random.nextDouble() < UPGRADES_PER_DAY) {
                indexMs = timeMs;
                upgrade(installed, indexMs);
            }
        }
    }

    private void install(Map<Integer, Integer> installed, long timeMs, long indexMs) {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int number = random.nextInt(scale.packages());
            if (random.nextDouble() < popularity[number] && !installed.containsKey(number)) {
                Version version = newest(number, indexMs);
                installed.put(number, version.number());
                request(version, timeMs);
                return;
            }
        }
    }

    private void upgrade(Map<Integer, Integer> installed, long indexMs) {
        long timeMs = indexMs;
        for (Map.Entry<Integer, Integer> one : installed.entrySet()) {
            Version newest = newest(one.getKey(), indexMs);
            if (newest.number() != one.getValue()) {
                one.setValue(newest.number());
                request(newest, timeMs);
                timeMs += MS_BETWEEN_REQUESTS;
            }
        }
    }

    private Version newest(int packageNumber, long indexMs) {
        return versions.get(packageNumber).stream()
                .filter(version -> version.endMs() > indexMs)
                .findFirst()
                .orElseThrow();
    }

    private void request(Version version, long timeMs) {
        int file = fileOf.computeIfAbsent(version, this::add);
        requests.add(new Request(timeMs, file));
    }

    private int add(Version version) {
        byte[] digest = new byte[HashAlgorithm.SHA256.digestBytes()];
        random.nextBytes(digest);
        ByteBuffer.wrap(digest).putInt(4, files.size());
        int peers = (int) Math.round(popularity[version.packageNumber()] * scale.machines() / 4);
        files.add(new TracedFile(
                ContentHash.of(HashAlgorithm.SHA256, digest),
                sizes[version.packageNumber()],
                version.endMs(),
                peers,
                Optional.of(new PackageId(
                        "package-" + version.packageNumber(), "1." + version.number(), "amd64"))));
        return files.size() - 1;
    }
}
