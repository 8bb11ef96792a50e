package dev.potluck.bench;

import java.util.Locale;

/** What is measured, how its column is headed, and with how many decimals it is worth printing. */
enum Metric {
    REQUESTS_PER_CPU_SECOND("req/CPU-s", 0),
    REQUESTS_PER_SECOND("req/s", 0),
    P50_US("p50 us, 1 conn", 0),
    CPU_SECONDS_PER_GB("CPU s/GB", 2),
    MB_PER_SECOND("MB/s", 0),
    FIRST_BYTE_MS("first byte after mirror's, ms", 1),
    IDLE_RSS_MB("RSS MB idle", 0),
    LOADED_RSS_MB("RSS MB after load", 0),
    MISS_RSS_MB("RSS MB after 500 MB miss", 0),
    MISS_GROWTH_MB("growth MB by the miss", 0),
    START_PLAIN_SECONDS("start s, first", 2),
    START_ARCHIVED_SECONDS("start s, later", 2),
    FIRST_INDEX_SECONDS("s, first of a process", 2),
    INDEX_SECONDS("s, later", 2),
    APT_COLD_SECONDS("cold s", 1),
    APT_WARM_SECONDS("warm s", 1),
    APT_SLOW_MIRROR_SECONDS("s, mirror at 5 MB/s", 1),
    FAILURES("not 200", 0),
    P50_MS("p50 ms", 1),
    P99_MS("p99 ms", 1),
    PEAK_RSS_MB("peak RSS MB", 0),
    SWARM_MS("ms", 0),
    P95_LATER_MS("p95 later, ms", 0),
    MIRROR_SHARE_PERCENT("% from the mirror", 1),
    WASTE_PERCENT("% wasted", 1),
    MIRROR_COPIES("copies from the mirror", 2),
    LAST_NODE_SECONDS("s, last node", 1),
    RECREATED_PERCENT("% re-created", 1),
    UPDATES_MEDIAN_PERCENT("updates: % saved, median", 1),
    UPDATES_TOTAL_PERCENT("updates: total", 1),
    NEXT_MEDIAN_PERCENT("next suite: median", 1),
    NEXT_TOTAL_PERCENT("next suite: total", 1),
    ENCODE_MB_PER_SECOND("encode MB/s", 1),
    ENCODE_RSS_MB("encode RSS MB", 0),
    DECODE_RSS_MB("decode RSS MB", 0),
    DECODE_SECONDS("s to decode", 1);

    private final String title;
    private final int decimals;

    Metric(String title, int decimals) {
        this.title = title;
        this.decimals = decimals;
    }

    String title() {
        return title;
    }

    String format(double value) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
