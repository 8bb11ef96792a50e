package dev.potluck.peer;

/**
 * What this node gives to peers from elsewhere. Peers on the same network are not limited: what
 * goes to them costs the line to the Internet nothing.
 *
 * @param bytesPerSecond for all together; 0 for nothing
 * @param bytesPerMonth for all together, by the calendar (UTC)
 * @param slots uploads at a time, those to neighbours included
 */
public record UploadLimits(long bytesPerSecond, long bytesPerMonth, int slots) {
    /** 1 MiB a second, 50 GiB a month, 48 uploads. */
    public static final UploadLimits DEFAULT = new UploadLimits(1 << 20, 50L << 30, 48);

    /** Uploads to one address at a time. */
    public static final int SLOTS_PER_PEER = 8;

    /** @throws IllegalArgumentException if one is negative */
    public UploadLimits {
        if (bytesPerSecond < 0 || bytesPerMonth < 0 || slots < 0) {
            throw new IllegalArgumentException(
                    bytesPerSecond + ", " + bytesPerMonth + ", " + slots);
        }
    }
}
