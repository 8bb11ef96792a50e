package dev.potluck.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * One event in one line: {@code 2026-11-23 13:44:58.012 WARN fetch.Fetcher: text: cause}. Only
 * errors, which are our own faults, bring a stack trace.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        TIME.formatTo(event.getInstant(), line);
        line.append(' ').append(event.getLevel()).append(' ').append(shortName(event));
        line.append(": ").append(text(event)).append('\n');
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null && event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            line.append(ThrowableProxyUtil.asString(thrown));
        }
        return line.toString();
    }

    /** The message and what caused it, without time and place. */
    static String text(ILoggingEvent event) {
        StringBuilder text = new StringBuilder(event.getFormattedMessage());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            String message = thrown.getMessage();
            text.append(": ").append(message == null ? thrown.getClassName() : message);
        }
        return text.toString();
    }

    private static String shortName(ILoggingEvent event) {
        String name = event.getLoggerName();
        return name.startsWith(Logging.OURS + ".")
                ? name.substring(Logging.OURS.length() + 1)
                : name;
    }
}
