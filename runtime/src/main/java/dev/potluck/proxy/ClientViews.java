package dev.potluck.proxy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.potluck.index.ClientView;

import io.vertx.core.http.HttpConnection;

import java.util.IdentityHashMap;

/** What each client was shown: by connection, and by address for its next connection. */
final class ClientViews {
    private static final int MAX_ADDRESSES = 4_096;

    private final IdentityHashMap<HttpConnection, ClientView> byConnection =
            new IdentityHashMap<>();
    private final Cache<String, ClientView> byAddress = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(MAX_ADDRESSES)
            .build();

    void opened(HttpConnection connection) {
        String address = connection.remoteAddress().host();
        byConnection.put(
                connection,
                byAddress.get(address, any -> ClientView.ofAddress()).ofConnection());
        connection.closeHandler(closed -> byConnection.remove(connection));
    }

    ClientView of(HttpConnection connection) {
        return byConnection.getOrDefault(connection, ClientView.ofAddress());
    }
}
