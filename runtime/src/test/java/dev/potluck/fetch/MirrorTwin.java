package dev.potluck.fetch;

import dev.potluck.mirror.Mirror;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mirror over HTTP: files with strong ETags, conditions, rests of files, and whatever a test
 * adds.
 */
final class MirrorTwin {
    /** What came: path and the Range header, empty without one. */
    record Asked(String path, String range) {}

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Consumer<HttpServerRequest>> answers = new ConcurrentHashMap<>();
    private final HttpServer server;

    private MirrorTwin(Vertx vertx) {
        server = vertx.createHttpServer().requestHandler(this::answer);
    }

    static Future<MirrorTwin> start(Vertx vertx) {
        MirrorTwin mirror = new MirrorTwin(vertx);
        return mirror.server.listen(0, "127.0.0.1").map(mirror);
    }

    Mirror mirror() {
        return new Mirror("http", "127.0.0.1", server.actualPort(), "/");
    }

    void put(String path, byte[] content) {
        answers.put(path, request -> send(request, content));
    }

    void put(String path, String content) {
        put(path, content.getBytes(StandardCharsets.UTF_8));
    }

    void answer(String path, Consumer<HttpServerRequest> script) {
        answers.put(path, script);
    }

    void fail(String path, int status) {
        answers.put(path, request -> request.response().setStatusCode(status).end("no"));
    }

    void remove(String path) {
        answers.remove(path);
    }

    long requests(String path) {
        return asked.stream().filter(request -> request.path().equals(path)).count();
    }

    private void answer(HttpServerRequest request) {
        String path = request.path().substring(1);
        String range = request.getHeader("Range");
        asked.add(new Asked(path, range == null ? "" : range));
        answers.getOrDefault(
                        path, missing -> missing.response().setStatusCode(404).end("no"))
                .accept(request);
    }

    /** As a server that keeps to RFC 9110 does. */
    static void send(HttpServerRequest request, byte[] content) {
        String etag = "\"" + Arrays.hashCode(content) + "\"";
        var response = request.response().putHeader("ETag", etag);
        if (etag.equals(request.getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
            return;
        }
        Optional<Matcher> range = range(request, etag);
        if (range.isEmpty()) {
            response.end(Buffer.buffer(content));
            return;
        }
        int first = Integer.parseInt(range.get().group(1));
        String end = range.get().group(2);
        int last = end.isEmpty()
                ? content.length - 1
                : Math.min(Integer.parseInt(end), content.length - 1);
        if (first > last) {
            response.setStatusCode(416).end("no");
            return;
        }
        response.setStatusCode(206)
                .putHeader("Content-Range", "bytes %d-%d/%d".formatted(first, last, content.length))
                .end(Buffer.buffer(content).slice(first, last + 1));
    }

    private static Optional<Matcher> range(HttpServerRequest request, String etag) {
        String range = request.getHeader("Range");
        String ifRange = request.getHeader("If-Range");
        if (range == null || (ifRange != null && !ifRange.equals(etag))) {
            return Optional.empty();
        }
        return Optional.of(RANGE.matcher(range)).filter(Matcher::matches);
    }

    /** The head and the first bytes; the rest never comes. */
    static Consumer<HttpServerRequest> stopsAfter(int bytes, byte[] content) {
        return request -> request.response()
                .putHeader("ETag", "\"" + Arrays.hashCode(content) + "\"")
                .putHeader("Content-Length", Integer.toString(content.length))
                .write(Buffer.buffer(content).slice(0, bytes));
    }
}
