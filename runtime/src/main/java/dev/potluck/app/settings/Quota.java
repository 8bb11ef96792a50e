package dev.potluck.app.settings;

import java.util.Optional;

/**
 * How much disk the cache may fill.
 *
 * @param percentOfDisk a share of the disk it is on; 100 where only the size counts
 * @param maxBytes never more than this
 */
public record Quota(int percentOfDisk, long maxBytes) {
    /** What holds when nobody says otherwise: a tenth of the disk, but at most 20 GB. */
    public static final Quota AUTO = new Quota(10, 20_000_000_000L);

    /** Less than this holds not even a small index. */
    public static final long MIN_BYTES = 1_000_000;

    /** The quota of {@code auto}, {@code 10%} or {@code 20 GB}, or nothing when it is none. */
    public static Optional<Quota> parse(String text) {
        if (text.equals("auto")) {
            return Optional.of(AUTO);
        }
        if (text.matches("[0-9]{1,3} ?%")) {
            int percent = Integer.parseInt(text.replace("%", "").strip());
            return percent >= 1 && percent <= 100
                    ? Optional.of(new Quota(percent, Long.MAX_VALUE))
                    : Optional.empty();
        }
        return ByteSize.parseWithUnit(text)
                .filter(bytes -> bytes >= MIN_BYTES)
                .map(bytes -> new Quota(100, bytes));
    }

    /** The quota in bytes on a disk of this size. */
    public long bytesOf(long diskBytes) {
        return Math.min(maxBytes, diskBytes / 100 * percentOfDisk);
    }
}
