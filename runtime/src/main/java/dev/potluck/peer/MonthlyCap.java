package dev.potluck.peer;

import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** How much may still be uploaded this month. */
public final class MonthlyCap {
    private final long capBytes;
    private final InstantSource clock;
    private Used used;

    /**
     * What went out in one month.
     *
     * @param month by the calendar, UTC
     */
    public record Used(YearMonth month, long bytes) {}

    /** @param before what was noted when the node last ran */
    public MonthlyCap(long capBytes, InstantSource clock, Used before) {
        this.capBytes = capBytes;
        this.clock = clock;
        this.used = before;
    }

    /** That of a node that has uploaded nothing yet. */
    public static MonthlyCap unused(long capBytes, InstantSource clock) {
        return new MonthlyCap(capBytes, clock, new Used(month(clock), 0));
    }

    private static YearMonth month(InstantSource clock) {
        return YearMonth.from(clock.instant().atZone(ZoneOffset.UTC));
    }

    /** What went out this month. */
    public Used used() {
        YearMonth now = month(clock);
        if (!now.equals(used.month())) {
            used = new Used(now, 0);
        }
        return used;
    }

    long leftBytes() {
        return Math.max(0, capBytes - used().bytes());
    }

    void add(long bytes) {
        used = new Used(used().month(), used().bytes() + bytes);
    }
}
