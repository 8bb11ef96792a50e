package dev.potluck.cache;

import java.util.function.LongSupplier;

/**
 * How much the cache may hold.
 *
 * @param quotaBytes it never outgrows this
 * @param reserveBytes so much of the disk stays free, whoever fills it
 * @param freeBytes what of the disk is free now
 */
public record SweepLimits(long quotaBytes, long reserveBytes, LongSupplier freeBytes) {
    /** Above this share of the quota a sweep begins: what comes while it runs has the rest. */
    static final double HIGH_WATER = 0.98;

    /** Down to this share of the quota a sweep goes. */
    static final double LOW_WATER = 0.93;

    /** How much has to go; 0 if nothing. */
    long excessBytes(long usedBytes) {
        long overQuota = usedBytes > quotaBytes * HIGH_WATER
                ? usedBytes - (long) (quotaBytes * LOW_WATER)
                : 0;
        return Math.max(overQuota, reserveBytes - freeBytes.getAsLong());
    }
}
