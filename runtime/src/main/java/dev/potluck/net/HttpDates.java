package dev.potluck.net;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates in HTTP headers (RFC 9110 section 5.6.7), whole seconds. */
public final class HttpDates {
    /** Stands for a date that is missing or not one. */
    public static final long NONE = -1;

    private static final DateTimeFormatter PREFERRED =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

    private HttpDates() {}

    /** The date in ms since 1970; {@link #NONE} if it is not one in the preferred form. */
    public static long parseMs(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeException notADate) {
            return NONE;
        }
    }

    /** The date in the preferred form: {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    public static String format(long timeMs) {
        return PREFERRED.format(Instant.ofEpochMilli(timeMs).atZone(ZoneOffset.UTC));
    }
}
