package dev.potluck.dht.sim;

import java.util.Arrays;
import java.util.List;

/** The distribution of many lookups. */
final class LookupFigures {
    private final long[] foundMs;
    private final int total;
    final double meanQueries;
    final double meanBytes;

    LookupFigures(List<LookupSample> samples) {
        total = samples.size();
        foundMs = samples.stream()
                .mapToLong(sample -> sample.foundMs)
                .filter(ms -> ms >= 0)
                .sorted()
                .toArray();
        meanQueries = samples.stream()
                .flatMap(sample -> sample.summary.stream())
                .mapToInt(summary -> summary.queries())
                .average()
                .orElse(0);
        meanBytes = samples.stream()
                .flatMap(sample -> sample.summary.stream())
                .mapToInt(summary -> summary.bytes())
                .average()
                .orElse(0);
    }

    double foundShare() {
        return foundWithin(Long.MAX_VALUE);
    }

    double foundWithin(long ms) {
        return (double) Arrays.stream(foundMs).filter(found -> found <= ms).count() / total;
    }

    /** Of all lookups; the ones that found nothing count as endless. */
    long percentileMs(double share) {
        int index = (int) Math.ceil(share * total) - 1;
        return index < foundMs.length ? foundMs[Math.max(0, index)] : Long.MAX_VALUE;
    }

    @Override
    public String toString() {
        return String.format("%s, %.1f queries, %.0f B", times(), meanQueries, meanBytes);
    }

    /** How soon, without what it cost. */
    String times() {
        return String.format(
                "found %.2f %%, p50 %s, p90 %s, p99 %s, under 1 s %.2f %%",
                100 * foundShare(),
                text(percentileMs(0.5)),
                text(percentileMs(0.9)),
                text(percentileMs(0.99)),
                100 * foundWithin(1_000));
    }

    static String text(long ms) {
        return ms == Long.MAX_VALUE ? "never" : ms + " ms";
    }
}
