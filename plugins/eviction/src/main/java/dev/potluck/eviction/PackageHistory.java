package dev.potluck.eviction;

import dev.potluck.api.CachedObject;
import dev.potluck.api.PackageId;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How often the versions of each package were asked for lately: a count that halves every week. A
 * client fetches a version once, and the next one again, so what was wanted of the last version is
 * the best guess at what will be of this one.
 */
final class PackageHistory {
    /** Packages remembered; the one that was not asked for the longest is forgotten. */
    static final int MAX_PACKAGES = 50_000;

    /** Of 3, 7, 14 and 30 days the best compromise between small and large caches. */
    static final double HALF_LIFE_MS = TimeUnit.DAYS.toMillis(7);

    private record Uses(double count, long atMs) {
        /** A clock that jumped back halves nothing. */
        double at(long nowMs) {
            return count * Math.pow(0.5, Math.max(0, nowMs - atMs) / HALF_LIFE_MS);
        }
    }

    private final Map<String, Uses> byPackage = new LinkedHashMap<>(16, 0.75f, true);

    /** Notes that the package was asked for so often. */
    void note(CachedObject object, double times, long nowMs) {
        object.packageId().map(PackageHistory::key).ifPresent(key -> {
            Uses before = byPackage.get(key);
            double count = before == null ? 0 : before.at(nowMs);
            byPackage.put(key, new Uses(count + times, nowMs));
            if (byPackage.size() > MAX_PACKAGES) {
                byPackage.remove(byPackage.keySet().iterator().next());
            }
        });
    }

    /** How often it was asked for lately; of what is no package, how often it was itself. */
    double uses(CachedObject object, long nowMs) {
        return object.packageId()
                .map(id -> {
                    Uses uses = byPackage.get(key(id));
                    return uses == null ? 0 : uses.at(nowMs);
                })
                .orElse((double) object.accessCount());
    }

    private static String key(PackageId id) {
        return id.name() + " " + id.architecture();
    }
}
