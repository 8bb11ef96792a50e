package dev.potluck.app;

import dev.potluck.app.settings.HostPort;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Asks a running node on this machine what it tells about itself. */
final class NodeClient {
    private static final int TIMEOUT_MS = 5000;
    private static final int MAX_ANSWER_BYTES = 16 << 20;
    private static final int MAX_REASON_BYTES = 4_096;
    private static final String OWN_WORDS = "potluck: ";

    private final HostPort node;

    /** @param listen where the node listens, by its settings */
    NodeClient(HostPort listen) {
        this.node = reachable(listen);
    }

    /** An address at which programs of this machine reach a node that listens there. */
    static HostPort reachable(HostPort listen) {
        return switch (listen.host()) {
            case "0.0.0.0" -> new HostPort("127.0.0.1", listen.port());
            case "::" -> new HostPort("::1", listen.port());
            default -> listen;
        };
    }

    /**
     * The body of the answer.
     *
     * @param path such as {@code /-/api/v1/status}
     * @throws IOException if no node answers there, or not with 200
     */
    String get(String path) throws IOException {
        return get(path, TIMEOUT_MS);
    }

    /**
     * As {@link #get(String)}, for what takes its time.
     *
     * @param timeoutMs how long the node may take to answer
     */
    String get(String path, int timeoutMs) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://" + node + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(TIMEOUT_MS);
        connection.setReadTimeout(timeoutMs);
        try {
            int code = connection.getResponseCode();
            if (code != HttpURLConnection.HTTP_OK) {
                throw new IOException(refusal(connection)
                        .orElse("http://" + node + path + " answers " + code
                                + "; is another program there?"));
            }
            try (InputStream body = connection.getInputStream()) {
                return new String(body.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
            }
        } catch (ConnectException e) {
            throw new IOException(
                    "no node answers on " + node + "; start one with: potluck run", e);
        } finally {
            connection.disconnect();
        }
    }

    /** Why a node refuses, in its own words. */
    private static Optional<String> refusal(HttpURLConnection connection) throws IOException {
        try (InputStream body = connection.getErrorStream()) {
            String text = body == null
                    ? ""
                    : new String(body.readNBytes(MAX_REASON_BYTES), StandardCharsets.UTF_8);
            return text.startsWith(OWN_WORDS)
                    ? Optional.of(text.substring(OWN_WORDS.length()).strip())
                    : Optional.empty();
        }
    }
}
