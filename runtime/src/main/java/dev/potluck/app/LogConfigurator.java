package dev.potluck.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Sets logging up when the first logger is made: single lines to standard error. It is code, not
 * XML, because the XML reader would be a tenth of the program's start.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
    @Override
    public ExecutionStatus configure(LoggerContext loggers) {
        LogLine layout = new LogLine();
        layout.setContext(loggers);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(loggers);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(loggers);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
        loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
        loggers.getLogger(Logging.OURS).setLevel(Level.INFO);
        // It warns of whatever nonsense other devices of the network send.
        loggers.getLogger("javax.jmdns").setLevel(Level.OFF);
        // Of connections given up while they are made; who gave them up knows.
        loggers.getLogger("io.netty.channel.DefaultChannelPipeline").setLevel(Level.OFF);
        loggers.getLogger("io.vertx.core.http.impl.HttpClientRequestImpl").setLevel(Level.OFF);
        // No network needs no warning of Netty's process id.
        loggers.getLogger("io.netty.util.internal.MacAddressUtil").setLevel(Level.OFF);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
