package dev.potluck.proxy;

import io.netty.channel.epoll.EpollSocketChannel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

import org.jspecify.annotations.Nullable;

/**
 * Holds a connection's packets back until they are full (TCP_CORK, tcp(7)), so that an answer's
 * head leaves with the first bytes of the file behind it. Does nothing without epoll.
 */
final class Cork {
    private static final Cork NONE = new Cork(null);

    private final @Nullable EpollSocketChannel channel;

    private Cork(@Nullable EpollSocketChannel channel) {
        this.channel = channel;
    }

    static Cork of(HttpConnection connection) {
        return connection instanceof ConnectionBase base
                        && base.channel() instanceof EpollSocketChannel epoll
                ? new Cork(epoll)
                : NONE;
    }

    void close() {
        set(true);
    }

    void open() {
        set(false);
    }

    private void set(boolean corked) {
        if (channel != null && channel.isOpen()) {
            channel.config().setTcpCork(corked);
        }
    }
}
