package dev.potluck.mirror;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mirror that writes to the socket whatever its script says, well-formed HTTP or not. */
final class TestMirror {
    /** Answers one request; the connection stays open for the next unless the script closes it. */
    interface Script {
        void answer(Request request, NetSocket socket);
    }

    /** The head of a request as it came. */
    record Request(String target, MultiMap headers) {
        /** The N of {@code Range: bytes=N-}; 0 without one. */
        int rangeStart() {
            String range = headers.get("Range");
            return range == null
                    ? 0
                    : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        }
    }

    final List<Request> requests = new CopyOnWriteArrayList<>();
    /** Completes with the first request. */
    final Promise<Void> asked = Promise.promise();
    /** Completes when a client closes its connection. */
    final Promise<Void> closed = Promise.promise();

    private final NetServer server;

    private TestMirror(Vertx vertx, NetServerOptions options, Script script) {
        server = vertx.createNetServer(options).connectHandler(socket -> connect(socket, script));
    }

    static TestMirror start(NodeContext node, Script script) throws Exception {
        return start(node, new NetServerOptions(), script);
    }

    static TestMirror start(NodeContext node, NetServerOptions options, Script script)
            throws Exception {
        return node.await(() -> {
            TestMirror mirror = new TestMirror(node.vertx, options, script);
            return mirror.server.listen(0, "127.0.0.1").map(mirror);
        });
    }

    private void connect(NetSocket socket, Script script) {
        socket.exceptionHandler(failure -> closed.tryComplete());
        socket.closeHandler(end -> closed.tryComplete());
        socket.handler(RecordParser.newDelimited("\r\n\r\n", head -> {
            Request request = parse(head.toString(StandardCharsets.ISO_8859_1));
            requests.add(request);
            asked.tryComplete();
            script.answer(request, socket);
        }));
    }

    private static Request parse(String head) {
        String[] lines = head.split("\r\n");
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (String line : lines) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                headers.add(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        return new Request(lines[0].split(" ")[1], headers);
    }

    Mirror mirror() {
        return mirror("http", "localhost");
    }

    Mirror mirror(String scheme, String host) {
        return new Mirror(scheme, host, server.actualPort(), "/debian/");
    }

    /** The targets asked for, without the mirror's base. */
    List<String> paths() {
        return requests.stream()
                .map(request -> request.target.substring("/debian/".length()))
                .toList();
    }

    Future<Void> stop() {
        return server.close();
    }

    /** A server that does all as the RFCs say. */
    static Script file(byte[] content, String etag) {
        return (request, socket) -> {
            socket.write(head(request, content, etag));
            socket.write(body(request, content, etag));
        };
    }

    /** Closes the connection once it has sent this much of a body. */
    static Script breakingAfter(int sentBytes, byte[] content) {
        return (request, socket) -> {
            Buffer body = body(request, content, "\"same\"");
            socket.write(head(request, content, "\"same\""));
            socket.write(body.slice(0, Math.min(sentBytes, body.length())))
                    .onComplete(written -> socket.close());
        };
    }

    /** Goes silent once it has sent this much of a body. */
    static Script stallingAfter(int sentBytes, byte[] content) {
        return (request, socket) -> {
            Buffer body = body(request, content, "\"same\"");
            socket.write(head(request, content, "\"same\""));
            socket.write(body.slice(0, Math.min(sentBytes, body.length())));
        };
    }

    /** Always the same text, such as a status line with headers. */
    static Script raw(String... lines) {
        return (request, socket) -> socket.write(String.join("\r\n", lines));
    }

    /** The text, then the end of the connection. */
    static Script rawThenClose(String... lines) {
        return (request, socket) ->
                socket.write(String.join("\r\n", lines)).onComplete(written -> socket.close());
    }

    static Script status(int status) {
        return raw("HTTP/1.1 " + status + " x", "Content-Length: 3", "", "no\n");
    }

    private static boolean isPartial(Request request, String etag) {
        String ifRange = request.headers.get("If-Range");
        return request.rangeStart() > 0 && (ifRange == null || ifRange.equals(etag));
    }

    private static String head(Request request, byte[] content, String etag) {
        int start = isPartial(request, etag) ? request.rangeStart() : 0;
        String range = "Content-Range: bytes %d-%d/%d\r\n"
                .formatted(start, content.length - 1, content.length);
        return "HTTP/1.1 " + (start > 0 ? "206 Partial\r\n" + range : "200 OK\r\n")
                + "ETag: " + etag + "\r\nContent-Type: text/plain\r\nContent-Length: "
                + (content.length - start) + "\r\n\r\n";
    }

    private static Buffer body(Request request, byte[] content, String etag) {
        int start = isPartial(request, etag) ? request.rangeStart() : 0;
        return Buffer.buffer(content).slice(start, content.length);
    }
}
