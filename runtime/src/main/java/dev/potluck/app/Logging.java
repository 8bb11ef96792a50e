package dev.potluck.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import dev.potluck.app.settings.Settings.LogLevel;

import org.slf4j.LoggerFactory;

import java.util.function.Consumer;

/** What can be changed about logging while the program runs. */
final class Logging {
    /** The loggers of this program, as against those of its libraries. */
    static final String OURS = "dev.potluck";

    private Logging() {}

    /** Logs what this program says from that level on. */
    static void setLevel(LogLevel level) {
        ours().setLevel(Level.valueOf(level.name()));
    }

    /** Hands on each warning and error of this program, in one line. */
    static void forwardWarnings(Consumer<String> listener) {
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                    listener.accept(LogLine.text(event));
                }
            }
        };
        appender.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        appender.start();
        ours().addAppender(appender);
    }

    private static Logger ours() {
        return (Logger) LoggerFactory.getLogger(OURS);
    }
}
