package dev.potluck.app.admin;

import java.time.Duration;

/** Spans of time as people read them. */
public final class TimeSpan {
    private TimeSpan() {}

    /** {@code 3 d 4 h}, {@code 4 h 10 min}, {@code 12 min} or {@code 42 s}. */
    public static String format(Duration span) {
        if (span.toDays() > 0) {
            return span.toDays() + " d " + span.toHoursPart() + " h";
        }
        if (span.toHours() > 0) {
            return span.toHours() + " h " + span.toMinutesPart() + " min";
        }
        return span.toMinutes() > 0 ? span.toMinutes() + " min" : span.toSeconds() + " s";
    }
}
